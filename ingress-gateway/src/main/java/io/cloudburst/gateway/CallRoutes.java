package io.cloudburst.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.EncodedCall;
import io.cloudburst.client.SentCall;
import io.cloudburst.gateway.http.Problem;
import io.cloudburst.gateway.http.ProblemException;
import io.cloudburst.gateway.http.ProblemKind;
import io.cloudburst.gateway.http.Request;
import io.cloudburst.gateway.http.Response;
import io.cloudburst.gateway.http.Role;
import io.cloudburst.gateway.http.Route;
import io.cloudburst.protocol.Call;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.Names;
import io.cloudburst.sdk.json.JsonCall;
import io.cloudburst.sdk.json.JsonTarget;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** {@code /v1/functions/NAME/calls}, {@code /v1/dags/NAME/calls} and {@code /v1/calls/ID}. */
final class CallRoutes {
    /** After its deadline an answer may take so long to be there. */
    private static final long ANSWER_GRACE_MILLIS = 5_000;

    private static final int LONGEST_TRACEPARENT = 256;

    private final Cloudburst cloudburst;
    private final CallsUnderWay calls;
    private final InFlight inFlight;
    private final CallLimits limits;
    private final CallMetrics metrics;
    private final Workers workers;

    CallRoutes(
            Cloudburst cloudburst,
            CallsUnderWay calls,
            InFlight inFlight,
            CallLimits limits,
            CallMetrics metrics,
            Workers workers) {
        this.cloudburst = cloudburst;
        this.calls = calls;
        this.inFlight = inFlight;
        this.limits = limits;
        this.metrics = metrics;
        this.workers = workers;
    }

    List<Route> routes() {
        return List.of(
                Route.of(
                                "POST",
                                "/v1/functions/{name}/calls",
                                "callFunction",
                                Role.CALLER,
                                request -> call(false, request))
                        .withQuery(Wait.PARAMETER)
                        .withBody(Response.JSON),
                Route.of("POST", "/v1/dags/{name}/calls", "callDag", Role.CALLER, request -> call(true, request))
                        .withQuery(Wait.PARAMETER)
                        .withBody(Response.JSON),
                Route.of("GET", "/v1/calls/{id}", "getCall", Role.CALLER, this::get)
                        .withQuery(Wait.PARAMETER),
                Route.of("DELETE", "/v1/calls/{id}", "cancelCall", Role.CALLER, this::cancel));
    }

    private CompletionStage<Response> call(boolean dag, Request request) {
        String name = Names.check(dag ? "DAG" : "function", request.path().get("name"));
        JsonCall call = read(new JsonTarget(name, dag), request);
        Wait wait = Wait.of(request, limits.usualWait(), limits.longestWait());
        Call.Builder work = call.call().toBuilder();
        request.header("Idempotency-Key").ifPresent(key -> work.setIdempotencyKey(idempotencyKey(key)));
        EncodedCall encoded = new EncodedCall(
                work.build(),
                Duration.ofMillis(call.timeoutMillis()),
                Duration.ofMillis(call.delayMillis()),
                headers(request));
        return send(encoded, wait, request);
    }

    /** Sends a call and waits for it as its caller wants. */
    CompletionStage<Response> send(EncodedCall encoded, Wait wait, Request request) {
        EncodedCall limited = Deadline.limit(encoded, request, Clock.systemUTC());
        Runnable leave = inFlight.enter(request.principal());
        CallMetrics.Measured measured = metrics.begin(encoded.call());
        return calls.send(limited, leave)
                .thenCompose(sent -> {
                    request.isAbout(sent.reply().callId());
                    measured.endsWith(sent.reply());
                    return withId(calls.await(sent, wait.time()), sent);
                })
                .thenApply(wait::on);
    }

    /** Whoever is told that a call went wrong is told which one, to ask for it again. */
    private static CompletableFuture<Response> withId(CompletableFuture<Response> response, SentCall sent) {
        return response.handle((done, failure) -> {
            if (failure == null) {
                return done;
            }
            throw Problem.of(failure)
                    .<CompletionException>map(problem -> new CompletionException(new ProblemException(
                            problem.with("callId", sent.reply().callId()))))
                    .orElseGet(() -> new CompletionException(failure));
        });
    }

    private static JsonCall read(JsonTarget target, Request request) {
        JsonNode body = request.body().length == 0 ? JsonNodeFactory.instance.objectNode() : request.json();
        try {
            return JsonCall.body(target, body);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(ProblemKind.INVALID_ARGUMENT, e.getMessage());
        }
    }

    private static String idempotencyKey(String key) {
        // The draft of the header has it in quotes, most callers do not.
        String bare = key.length() > 1 && key.startsWith("\"") && key.endsWith("\"")
                ? key.substring(1, key.length() - 1)
                : key;
        if (bare.isEmpty() || bare.length() > Names.MAX_KEY_LENGTH) {
            throw new ProblemException(
                    ProblemKind.INVALID_ARGUMENT,
                    "Idempotency-Key must have 1 to %d characters, not %d"
                            .formatted(Names.MAX_KEY_LENGTH, bare.length()));
        }
        return bare;
    }

    /** Of the trace that the call is a part of (W3C Trace Context). */
    static Map<String, String> headers(Request request) {
        Optional<String> parent = request.header("traceparent").filter(value -> value.length() <= LONGEST_TRACEPARENT);
        Optional<String> state =
                request.header("tracestate").filter(value -> value.length() <= 2 * LONGEST_TRACEPARENT);
        if (parent.isEmpty()) {
            return Map.of();
        }
        return state.isPresent()
                ? Map.of("traceparent", parent.get(), "tracestate", state.get())
                : Map.of("traceparent", parent.get());
    }

    private CompletionStage<Response> get(Request request) {
        String id = request.path().get("id");
        request.isAbout(id);
        Wait wait = Wait.of(request, Duration.ZERO, limits.longestWait());
        Optional<SentCall> pending = calls.pending(id);
        if (pending.isPresent()) {
            return withId(calls.await(pending.get(), wait.time()), pending.get())
                    .thenApply(wait::on);
        }
        return calls.answered(id)
                .map(reply -> CompletableFuture.completedFuture(CallAnswers.of(id, reply)))
                .orElseGet(() -> lookUp(id, wait.time()))
                .thenApply(wait::on);
    }

    /** Among the answers on the topic, and if there is none, among the calls. */
    private CompletableFuture<Response> lookUp(String id, Duration time) {
        return known(() -> cloudburst.reply(id, time), id)
                .thenApply(reply -> CallAnswers.of(id, reply))
                .exceptionallyCompose(failure -> {
                    if (!isTimeout(failure)) {
                        return CompletableFuture.failedFuture(failure);
                    }
                    return cloudburst.sentCall(id).thenApply(call -> unanswered(id, call));
                });
    }

    private static boolean isTimeout(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof CloudburstException known && known.code() == ErrorCode.TIMEOUT;
    }

    private static Response unanswered(String id, Optional<Call> call) {
        if (call.isEmpty()) {
            throw new ProblemException(Problem.of(
                            ProblemKind.NOT_FOUND,
                            "there is no call '%s', or it was made more than a day ago".formatted(id))
                    .with("callId", id));
        }
        if (call.get().getDeadline() + ANSWER_GRACE_MILLIS < System.currentTimeMillis()) {
            throw new ProblemException(Problem.of(
                            ProblemKind.GONE,
                            "call '%s' is over, and its answer is not kept any more: answers are kept for ten minutes"
                                    .formatted(id))
                    .with("callId", id));
        }
        return CallAnswers.running(id);
    }

    private CompletionStage<Response> cancel(Request request) {
        String id = request.path().get("id");
        request.isAbout(id);
        // It sends, which may wait.
        return workers.run(() -> known(() -> cloudburst.cancel(id), id))
                .thenCompose(found -> found)
                .thenApply(found -> {
                    if (!found) {
                        return unanswered(id, Optional.empty());
                    }
                    return CallAnswers.cancelling(id);
                });
    }

    /** An id that no call can have is that of no call. */
    private static <T> T known(Supplier<T> question, String id) {
        try {
            return question.get();
        } catch (CloudburstException e) {
            if (e.code() == ErrorCode.INVALID_ARGUMENT) {
                throw new ProblemException(
                        ProblemKind.NOT_FOUND,
                        "there is no call '%s'; take the id from the answer to a call".formatted(shortened(id)));
            }
            throw e;
        }
    }

    private static String shortened(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
