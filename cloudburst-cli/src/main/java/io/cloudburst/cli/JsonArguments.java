package io.cloudburst.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.value.ValueJson;

/** Values as they are typed on a command line: JSON, and what is no JSON is a string. */
final class JsonArguments {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonArguments() {}

    static Value value(String argument) {
        JsonNode json;
        try {
            json = JSON.readTree(argument);
        } catch (JsonProcessingException e) {
            json = TextNode.valueOf(argument);
        }
        return ValueJson.fromJson(json.isMissingNode() ? TextNode.valueOf(argument) : json);
    }
}
