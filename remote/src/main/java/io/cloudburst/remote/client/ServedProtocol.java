package io.cloudburst.remote.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudburst.engine.Failure;
import io.cloudburst.executor.StageOutcome;
import io.cloudburst.executor.StageTask;
import io.cloudburst.protocol.Value;
import io.cloudburst.protocol.statefun.TypedValue;
import io.cloudburst.remote.client.TransportException.Kind;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.RemoteOptions;
import io.cloudburst.sdk.RetryPolicy;
import io.cloudburst.sdk.store.Frontier;
import io.cloudburst.sdk.value.ValueLists;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** To a function that is served through an SDK of StateFun: arguments and results are JSON. The elements of a list go in one request. */
final class ServedProtocol implements Protocol {
    static final int MAX_ANSWER_BYTES = 8 << 20;

    private static final int MAX_MESSAGE_CHARS = 2 * 1024;
    private static final int MAX_TRACE_CHARS = 16 * 1024;

    private final StageTask task;
    private final String name;
    private final String namespace;
    private final String function;
    private final List<TypedValue> arguments;
    private final long began = now();

    /** @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} if an argument is nothing that JSON can say */
    ServedProtocol(StageTask task) {
        this.task = task;
        this.name = task.code().get(0).name();
        String type = task.code()
                .get(0)
                .options()
                .remotely()
                .flatMap(RemoteOptions::stateFunType)
                .orElseThrow();
        this.namespace = type.substring(0, type.indexOf('/'));
        this.function = type.substring(type.indexOf('/') + 1);
        this.arguments =
                calls().stream().map(call -> JsonValues.arguments(name, call)).toList();
    }

    private boolean isEach() {
        return task.chain().get(0).form() instanceof Dag.Each;
    }

    /** The arguments of each call. */
    private List<List<Value>> calls() {
        List<Value> all = task.arguments().get(0);
        if (!isEach()) {
            return List.of(all);
        }
        int last = all.size() - 1;
        List<List<Value>> calls = new ArrayList<>();
        for (Value element : ValueLists.elements(all.get(last))) {
            List<Value> call = new ArrayList<>(all.subList(0, last));
            call.add(element);
            calls.add(call);
        }
        return calls;
    }

    @Override
    public String namespace() {
        return namespace;
    }

    @Override
    public String function() {
        return function;
    }

    @Override
    public byte[] request() {
        return StateFunMessages.request(namespace, function, task.work(), arguments);
    }

    @Override
    public int maxAnswerBytes() {
        return MAX_ANSWER_BYTES;
    }

    @Override
    public StageOutcome outcome(byte[] answer) {
        List<Value> results = new ArrayList<>();
        for (TypedValue result : StateFunMessages.results(answer, arguments.size())) {
            if (JsonValues.isError(result)) {
                return new StageOutcome.Failed(thrown(JsonValues.error(result)), isRetryable(), times());
            }
            results.add(JsonValues.result(result));
        }
        return new StageOutcome.Done(isEach() ? ValueLists.of(results) : results.get(0), Frontier.NONE, times());
    }

    private Failure thrown(JsonNode error) {
        JsonNode message = error.isObject() ? error.path("message") : error;
        return new Failure(
                ErrorCode.EXECUTION_ERROR,
                "function '%s' failed: %s".formatted(name, cut(message.asText(message.toString()), MAX_MESSAGE_CHARS)),
                cut(error.path("stackTrace").asText(""), MAX_TRACE_CHARS));
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length) + "…";
    }

    @Override
    public Failure failed(String endpoint, TransportException failure) {
        return Failure.of(
                failure.kind() == Kind.TOO_LARGE ? ErrorCode.PAYLOAD_TOO_LARGE : ErrorCode.EXECUTION_ERROR,
                "function '%s' failed at %s: %s".formatted(name, endpoint, failure.getMessage()));
    }

    /** What it threw has no class here, so a policy that names classes does not cover it. */
    @Override
    public boolean isRetryable() {
        return task.code()
                .get(0)
                .options()
                .retry()
                .map(RetryPolicy::exceptions)
                .filter(List::isEmpty)
                .isPresent();
    }

    @Override
    public byte[] cancellation() {
        return new byte[0];
    }

    private StageOutcome.Times times() {
        return new StageOutcome.Times(began, began, now());
    }

    private static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}
