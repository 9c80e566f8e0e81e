package io.cloudburst.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.gateway.http.Request;
import io.cloudburst.gateway.http.Response;
import java.util.List;
import java.util.function.Function;

/**
 * Which part of a list is asked for.
 *
 * @param after the last name of the page before; empty: from the first
 */
record Page(String prefix, int limit, String after) {
    static final String[] PARAMETERS = {"prefix", "limit", "after"};
    private static final int USUAL = 100;
    private static final int MOST = 1_000;

    static Page of(Request request) {
        return new Page(
                request.parameter("prefix").orElse(""),
                (int) request.integer("limit", 1, MOST, USUAL),
                request.parameter("after").orElse(""));
    }

    /** @param sorted by name */
    <T> Response of(String field, List<T> sorted, Function<T, String> name, Function<T, JsonNode> describe) {
        List<T> found = sorted.stream()
                .filter(one ->
                        name.apply(one).startsWith(prefix) && name.apply(one).compareTo(after) > 0)
                .limit(limit + 1L)
                .toList();
        return of(field, found, name, describe, found.size() > limit);
    }

    /** @param more whether there is more than the first {@code limit} */
    <T> Response of(
            String field, List<T> found, Function<T, String> name, Function<T, JsonNode> describe, boolean more) {
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        ArrayNode entries = page.putArray(field);
        List<T> shown = found.subList(0, Math.min(limit, found.size()));
        shown.forEach(one -> entries.add(describe.apply(one)));
        if (more && !shown.isEmpty()) {
            page.put("next", name.apply(shown.get(shown.size() - 1)));
        }
        return Response.json(200, page);
    }
}
