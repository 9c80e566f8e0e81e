package io.cloudburst.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudburst.sdk.value.ValueJson;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer.
 *
 * @param contentType empty where there is no body
 * @param streaming writes the body instead; null: it is there
 */
public record Response(int status, String contentType, byte[] body, Map<String, String> headers, Streaming streaming) {
    public static final String JSON = "application/json";

    public Response {
        headers = Map.copyOf(headers);
    }

    public Response(int status, String contentType, byte[] body, Map<String, String> headers) {
        this(status, contentType, body, headers, null);
    }

    /** 200, with a body that is written bit by bit. */
    public static Response stream(String contentType, Streaming streaming) {
        return new Response(200, contentType, new byte[0], Map.of("Cache-Control", "no-store"), streaming);
    }

    public static Response json(int status, JsonNode body) {
        return new Response(status, JSON, ValueJson.write(body), Map.of());
    }

    public static Response text(int status, String contentType, String body) {
        return new Response(status, contentType, body.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    /** 204, no body. */
    public static Response nothing() {
        return new Response(204, "", new byte[0], Map.of());
    }

    public Response with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Response(status, contentType, body, more, streaming);
    }
}
