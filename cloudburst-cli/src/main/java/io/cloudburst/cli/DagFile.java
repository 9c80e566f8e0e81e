package io.cloudburst.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.cloudburst.gateway.Yaml;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.Names;
import io.cloudburst.sdk.json.DagJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A DAG in a file: YAML, or JSON, which is YAML too. */
final class DagFile {
    private static final YAMLMapper WRITER = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .build();

    private DagFile() {}

    /**
     * @param file {@code -} for standard input
     * @param name that it is to have; null for the one that stands in it
     * @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} or {@link ErrorCode#DAG_INVALID} that says where and why
     */
    static Dag read(String file, String name) {
        JsonNode json = parse(file, content(file));
        if (!(json instanceof ObjectNode object)) {
            throw invalid(file, "it has no object with \"nodes\" and \"edges\"", null);
        }
        // As it is listed: what is registered gets a version of its own.
        object.remove("version");
        if (name != null) {
            object.remove("name");
        } else if (!object.path("name").isTextual()) {
            throw invalid(file, "it has no \"name\"; add one, or say --name", null);
        }
        try {
            return DagJson.read(
                    Names.check("DAG", name == null ? object.get("name").textValue() : name), object);
        } catch (IllegalArgumentException e) {
            throw invalid(file, e.getMessage(), e);
        }
    }

    static String toYaml(ObjectNode dag) {
        try {
            return WRITER.writeValueAsString(dag).stripTrailing();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a DAG cannot be written as YAML: " + e.getOriginalMessage(), e);
        }
    }

    private static byte[] content(String file) {
        try {
            return file.equals("-") ? System.in.readAllBytes() : Files.readAllBytes(Path.of(file));
        } catch (NoSuchFileException e) {
            throw invalid(file, "there is no such file", e);
        } catch (IOException e) {
            throw invalid(file, "it cannot be read: " + e.getMessage(), e);
        }
    }

    private static JsonNode parse(String file, byte[] content) {
        try {
            return Yaml.parse(content);
        } catch (IllegalArgumentException e) {
            throw invalid(file, "it is neither JSON nor " + e.getMessage().replaceFirst("^not ", ""), e);
        }
    }

    private static CloudburstException invalid(String file, String why, Throwable cause) {
        return new CloudburstException(
                ErrorCode.INVALID_ARGUMENT,
                "%s is no DAG: %s".formatted(file.equals("-") ? "standard input" : file, why),
                cause);
    }
}
