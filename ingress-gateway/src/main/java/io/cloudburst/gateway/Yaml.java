package io.cloudburst.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.cloudburst.gateway.http.Response;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Stream;

/** YAML in place of JSON, as far as it says the same. Thread-safe. */
public final class Yaml {
    private static final Set<String> MEDIA_TYPES =
            Set.of("application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml");

    private static final ObjectMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Yaml() {}

    static String[] withJson() {
        return Stream.concat(Stream.of(Response.JSON), MEDIA_TYPES.stream()).toArray(String[]::new);
    }

    static boolean isOne(String mediaType) {
        return MEDIA_TYPES.contains(mediaType);
    }

    /**
     * What a text in UTF-8 says.
     *
     * @throws IllegalArgumentException if it is not YAML, saying why and where
     */
    public static JsonNode parse(byte[] text) {
        try {
            JsonNode node = YAML.readTree(text);
            if (node.isMissingNode()) {
                throw new IllegalArgumentException("not YAML: it is empty");
            }
            return node;
        } catch (JsonProcessingException e) {
            String place = e.getLocation() == null
                    ? ""
                    : " (line %d, column %d)"
                            .formatted(
                                    e.getLocation().getLineNr(), e.getLocation().getColumnNr());
            throw new IllegalArgumentException("not YAML: " + e.getOriginalMessage() + place, e);
        } catch (IOException e) {
            throw new IllegalArgumentException("not YAML: " + e.getMessage(), e);
        }
    }
}
