package io.cloudburst.gateway.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.value.ValueJson;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

/**
 * What went wrong, as HTTP says it: problem details (RFC 9457).
 *
 * @param detail what was wrong, with which value, and what to do
 * @param members more of it, for programs
 * @param headers more of it, as HTTP has it
 */
public record Problem(ProblemKind kind, String detail, Map<String, String> members, Map<String, String> headers) {
    static final String MEDIA_TYPE = "application/problem+json";

    public Problem {
        members = Map.copyOf(members);
        headers = Map.copyOf(headers);
    }

    public static Problem of(ProblemKind kind, String detail) {
        Map<String, String> headers =
                kind.status() == 503 || kind.status() == 429 ? Map.of("Retry-After", "1") : Map.of();
        return new Problem(kind, detail, Map.of(), headers);
    }

    /** Of whatever a future or a method failed with; empty if that is a mistake in here. */
    public static Optional<Problem> of(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof ProblemException known) {
            return Optional.of(known.problem());
        }
        if (cause instanceof CloudburstException known) {
            Problem problem = of(ProblemKind.of(known.code()), known.getMessage());
            return Optional.of(
                    known.remoteStackTrace().isEmpty()
                            ? problem
                            : problem.with("stackTrace", known.remoteStackTrace()));
        }
        if (cause instanceof CancellationException) {
            return Optional.of(of(ProblemKind.of(ErrorCode.CANCELLED), "the call was cancelled"));
        }
        return Optional.empty();
    }

    public Problem with(String member, String value) {
        Map<String, String> more = new LinkedHashMap<>(members);
        more.put(member, value);
        return new Problem(kind, detail, more, headers);
    }

    public Problem withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Problem(kind, detail, members, more);
    }

    public Response response() {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("type", kind.type())
                .put("title", kind.title())
                .put("status", kind.status())
                .put("detail", detail)
                .put("code", kind.name());
        members.forEach(node::put);
        return new Response(kind.status(), MEDIA_TYPE, ValueJson.write(node), headers);
    }
}
