package io.cloudburst.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudburst.sdk.value.ValueJson;
import io.vertx.core.MultiMap;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What is asked, read whole and checked as far as its route says.
 *
 * @param path the values of the route's path parameters, decoded
 * @param query those of the query, decoded; each at most once
 * @param mediaType of the body, without parameters and in lower case; empty if none was said
 * @param upload the body, where its route keeps it in a file, which is deleted when the request is answered; {@code body} is empty then
 * @param calls is told which call it is about, for the log
 */
public record Request(
        Map<String, String> path,
        Map<String, String> query,
        MultiMap headers,
        String mediaType,
        byte[] body,
        Optional<Path> upload,
        Principal principal,
        Consumer<String> calls) {

    /** As soon as it is known. */
    public void isAbout(String callId) {
        calls.accept(callId);
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    public Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name));
    }

    /** Such as {@code ?dryRun} and {@code ?dryRun=true}. */
    public boolean flag(String name) {
        String value = query.getOrDefault(name, "false");
        return switch (value) {
            case "", "true" -> true;
            case "false" -> false;
            default -> throw wrongParameter(name, value, "true or false");
        };
    }

    public long integer(String name, long least, long most, long usual) {
        String value = query.get(name);
        if (value == null) {
            return usual;
        }
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // As wrong as one that is out of bounds.
        }
        throw wrongParameter(name, value, "an integer from %d to %d".formatted(least, most));
    }

    public static ProblemException wrongParameter(String name, String value, String expected) {
        return new ProblemException(
                ProblemKind.INVALID_ARGUMENT,
                "the query parameter '%s' must be %s, not '%s'".formatted(name, expected, shortened(value)));
    }

    /** The body as JSON. */
    public JsonNode json() {
        try {
            return ValueJson.parse(body);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(ProblemKind.INVALID_ARGUMENT, "the body is " + e.getMessage());
        }
    }

    static String shortened(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
