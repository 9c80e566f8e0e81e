package io.cloudburst.gateway;

import io.cloudburst.client.EncodedCall;
import io.cloudburst.gateway.http.ProblemException;
import io.cloudburst.gateway.http.ProblemKind;
import io.cloudburst.gateway.http.Request;
import io.cloudburst.gateway.http.Response;
import io.cloudburst.gateway.http.Role;
import io.cloudburst.gateway.http.Route;
import io.cloudburst.sdk.Names;
import io.cloudburst.sdk.json.CloudEvent;
import io.cloudburst.sdk.json.JsonCall;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** {@code /v1/events}: CloudEvents in binary and in structured mode, each of which is a call. */
final class EventRoutes {
    private static final String ATTRIBUTE_PREFIX = "ce-";

    private final CallRoutes calls;
    private final CallLimits limits;

    EventRoutes(CallRoutes calls, CallLimits limits) {
        this.calls = calls;
        this.limits = limits;
    }

    List<Route> routes() {
        return List.of(Route.of("POST", "/v1/events", "publishEvent", Role.CALLER, this::publish)
                .withQuery(Wait.PARAMETER)
                .withBody("*/*"));
    }

    /** Nobody waits for what becomes of an event, unless they say so. */
    private CompletionStage<Response> publish(Request request) {
        Wait wait = Wait.of(request, Duration.ZERO, limits.longestWait());
        JsonCall call;
        try {
            call = JsonCall.read(event(request).call(), null);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(ProblemKind.INVALID_ARGUMENT, e.getMessage());
        }
        Names.check(
                call.call().hasDag() ? "DAG" : "function",
                call.call().hasDag() ? call.call().getDag() : call.call().getFunction());
        return calls.send(
                new EncodedCall(
                        // The answer comes to this gateway, which does not need it in JSON.
                        call.call().toBuilder().clearJson().build(),
                        Duration.ofMillis(call.timeoutMillis()),
                        Duration.ofMillis(call.delayMillis()),
                        CallRoutes.headers(request)),
                wait,
                request);
    }

    private static CloudEvent event(Request request) {
        if (request.mediaType().equals(CloudEvent.STRUCTURED)) {
            return CloudEvent.structured(request.json());
        }
        if (request.mediaType().startsWith("application/cloudevents")) {
            throw new ProblemException(
                    ProblemKind.UNSUPPORTED_MEDIA_TYPE,
                    "events are taken one at a time, as %s or in binary mode, not as %s"
                            .formatted(CloudEvent.STRUCTURED, request.mediaType()));
        }
        Map<String, String> attributes = new HashMap<>();
        for (Map.Entry<String, String> header : request.headers()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (name.startsWith(ATTRIBUTE_PREFIX)) {
                attributes.put(name.substring(ATTRIBUTE_PREFIX.length()), decoded(header.getValue()));
            }
        }
        return CloudEvent.binary(attributes, request.body(), request.mediaType());
    }

    /** Headers are percent-encoded, but for what is plain anyway. */
    private static String decoded(String value) {
        return value.indexOf('%') < 0 ? value : URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
