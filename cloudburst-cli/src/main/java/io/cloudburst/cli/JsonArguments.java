package io.cloudburst.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.value.ValueJson;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Values as they are typed on a command line: JSON; what is no JSON is a string; {@code @FILE} is what the file has. */
final class JsonArguments {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonArguments() {}

    /** @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} if a file cannot be read, or a number is out of range */
    static Value value(String argument) {
        return value(json(argument.startsWith("@") ? content(argument.substring(1)) : argument));
    }

    static Value value(JsonNode json) {
        try {
            return ValueJson.fromJson(json);
        } catch (IllegalArgumentException e) {
            throw invalid(e.getMessage(), e);
        }
    }

    private static JsonNode json(String text) {
        JsonNode json;
        try {
            json = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            json = TextNode.valueOf(text);
        }
        return json.isMissingNode() ? TextNode.valueOf(text) : json;
    }

    private static String content(String file) {
        if (file.isEmpty()) {
            throw invalid("'@' needs a file, such as @arguments.json; the string \"@\" is '\"@\"'", null);
        }
        try {
            return Files.readString(Path.of(file));
        } catch (NoSuchFileException e) {
            throw invalid("there is no file '%s'; a string that begins with @ is written '\"@…\"'".formatted(file), e);
        } catch (CharacterCodingException e) {
            throw invalid("'%s' is not text in UTF-8".formatted(file), e);
        } catch (IOException e) {
            throw invalid("'%s' cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static CloudburstException invalid(String why, Throwable cause) {
        return new CloudburstException(ErrorCode.INVALID_ARGUMENT, why, cause);
    }
}
