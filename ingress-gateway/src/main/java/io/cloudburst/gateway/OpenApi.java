package io.cloudburst.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The description of what there is, as OpenAPI 3.1 has it. */
final class OpenApi {
    private static final String FILE = "openapi.yaml";

    private OpenApi() {}

    static JsonNode read() {
        try (InputStream in = OpenApi.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is missing among the resources");
            }
            return Yaml.parse(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
