package io.cloudburst.chaos.load;

import io.cloudburst.chaos.history.Group;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.RegisteredFunction;
import io.cloudburst.sdk.CallOptions;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.LongStream;

/** Calls through the SDK, by several clients in turn. */
final class CallOperations {
    /** What an end may come after its time: this process shares its cores with nine others. */
    static final Duration GRACE = Duration.ofSeconds(10);

    private static final int LONGEST_DELAY_MILLIS = 3_000;
    private static final Duration SHORT_TIMEOUT = Duration.ofMillis(500);
    private static final int LONGEST_UNTIL_TOLD_MILLIS = 1_000;
    private static final int LONGEST_UNTIL_CANCELLED_MILLIS = 500;
    /** Longer than any call may take: who sleeps so is ended by others. */
    private static final long LONG_SLEEP_MILLIS = 60_000;

    private final List<Cloudburst> clients;
    private final Duration callTimeout;
    /** The token that was used last with an idempotency key, to be used once more; null: a new one is next. */
    private String again;

    /** @param callTimeout of the clients' calls */
    CallOperations(List<Cloudburst> clients, Duration callTimeout) {
        this.clients = clients;
        this.callTimeout = callTimeout;
    }

    List<Kind> kinds() {
        return List.of(
                new Kind(20, (id, random) -> call(id, "single", ChaosFunctions.SQUARE, Group.CALL)),
                new Kind(20, (id, random) -> chain(id)),
                new Kind(10, this::fanOut),
                new Kind(12, (id, random) -> spread(id)),
                new Kind(6, this::delayed),
                new Kind(18, (id, random) -> count(id, "counting", ChaosFunctions.COUNT, Group.CALL)),
                new Kind(12, (id, random) -> once(id)),
                new Kind(8, (id, random) -> call(id, "remote", ChaosFunctions.REMOTE_SQUARE, Group.REMOTE_CALL)),
                new Kind(
                        6,
                        (id, random) -> count(id, "remote counting", ChaosFunctions.REMOTE_COUNT, Group.REMOTE_CALL)),
                new Kind(4, (id, random) -> writeAll(id)),
                new Kind(1, (id, random) -> timeOut(id)),
                new Kind(1, this::cancel),
                new Kind(2, (id, random) -> fail(id)),
                new Kind(2, this::tell),
                new Kind(1, (id, random) -> largeArgument(id)),
                new Kind(1, (id, random) -> largeResult(id)));
    }

    private int client(long id) {
        return (int) (id % clients.size());
    }

    private Duration callEnd() {
        return callTimeout.plus(GRACE);
    }

    private Operation call(long id, String kind, String function, Group group) {
        return Operation.call(
                client(id),
                kind,
                group,
                callEnd(),
                id * id,
                () -> text(function(id, function, Long.class).call(id)));
    }

    private Operation chain(long id) {
        return Operation.call(
                client(id),
                "fused chain",
                Group.CALL,
                callEnd(),
                (id + 1) * (id + 1),
                () -> text(clients.get(client(id))
                        .callDag(ChaosFunctions.CHAIN, Map.of(ChaosFunctions.INCR, List.of(id)), Long.class)));
    }

    private Operation fanOut(long id, Random random) {
        List<Long> numbers =
                LongStream.range(id, id + 1 + random.nextInt(8)).boxed().toList();
        long sum = numbers.stream().mapToLong(number -> number + 1).sum();
        return Operation.call(
                client(id),
                "fan-out",
                Group.CALL,
                callEnd(),
                sum,
                () -> text(clients.get(client(id))
                        .callDag(ChaosFunctions.FAN_OUT, Map.of("all", List.of(numbers)), Long.class)));
    }

    private Operation spread(long id) {
        return Operation.call(
                client(id),
                "spread",
                Group.CALL,
                callEnd(),
                id + 2 + (id + 1) * (id + 1),
                () -> text(clients.get(client(id))
                        .callDag(ChaosFunctions.SPREAD, Map.of("top", List.of(id)), Long.class)));
    }

    private Operation delayed(long id, Random random) {
        Duration delay = Duration.ofMillis(random.nextInt(LONGEST_DELAY_MILLIS));
        return Operation.call(client(id), "delayed", Group.CALL, callEnd().plus(delay), id * id, () -> {
            long begun = System.nanoTime();
            return text(function(id, ChaosFunctions.SQUARE, Long.class)
                            .with(CallOptions.NONE.withDelay(delay))
                            .call(id))
                    .thenApply(result -> {
                        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
                        return millis < delay.toMillis()
                                ? "after %d ms, although it was to wait for %d".formatted(millis, delay.toMillis())
                                : result;
                    });
        });
    }

    private Operation count(long id, String kind, String function, Group group) {
        String token = "c" + id;
        return Operation.write(
                client(id),
                kind,
                group,
                callEnd(),
                token,
                ChaosFunctions.effectOf(token),
                () -> text(function(id, function, String.class).call(token)));
    }

    /** Each second one does again what the one before it did, as a rule with another client. */
    private Operation once(long id) {
        String token = again == null ? "o" + id : again;
        again = again == null ? token : null;
        return Operation.write(
                client(id),
                "with a key, twice",
                Group.CALL,
                callEnd(),
                token,
                ChaosFunctions.effectOf(token),
                () -> text(function(id, ChaosFunctions.COUNT, String.class)
                        .with(CallOptions.NONE.withIdempotencyKey(token))
                        .call(token)));
    }

    private <R> RegisteredFunction<R> function(long id, String name, Class<R> type) {
        return clients.get(client(id)).function(name, type);
    }

    private Operation writeAll(long id) {
        String token = "a" + id;
        return Operation.write(
                client(id),
                "writing of each type",
                Group.CALL,
                callEnd(),
                token,
                ChaosFunctions.effectOfAll(token),
                () -> text(function(id, ChaosFunctions.WRITE_ALL, String.class).call(token)));
    }

    /** Ends by its deadline. */
    private Operation timeOut(long id) {
        return Operation.call(
                client(id),
                "past its deadline",
                Group.ENDED_CALL,
                SHORT_TIMEOUT.plus(GRACE),
                ErrorCode.TIMEOUT,
                () -> code(
                        ErrorCode.TIMEOUT,
                        function(id, ChaosFunctions.SLEEP, Long.class)
                                .withTimeout(SHORT_TIMEOUT)
                                .call(LONG_SLEEP_MILLIS)));
    }

    /** By another client, while it runs or before it has begun. */
    private Operation cancel(long id, Random random) {
        long after = random.nextInt(LONGEST_UNTIL_CANCELLED_MILLIS);
        return Operation.call(client(id), "cancelled", Group.ENDED_CALL, callEnd(), ErrorCode.CANCELLED, () -> {
            CloudFuture<Long> call =
                    function(id, ChaosFunctions.SLEEP, Long.class).call(LONG_SLEEP_MILLIS);
            CompletableFuture.delayedExecutor(after, TimeUnit.MILLISECONDS)
                    .execute(() -> clients.get(client(id + 1)).cancel(call.callId()));
            return code(ErrorCode.CANCELLED, call);
        });
    }

    private Operation fail(long id) {
        return Operation.call(
                client(id),
                "of a function that throws",
                Group.CALL,
                callEnd(),
                ErrorCode.EXECUTION_ERROR,
                () -> code(
                        ErrorCode.EXECUTION_ERROR,
                        function(id, ChaosFunctions.FAIL, Long.class).call(id)));
    }

    /** A function waits for what another one tells it, at once or later. */
    private Operation tell(long id, Random random) {
        Duration delay = Duration.ofMillis(random.nextInt(2) * random.nextInt(LONGEST_UNTIL_TOLD_MILLIS));
        String message = "m" + id;
        return Operation.call(client(id), "message", Group.CALL, callEnd().plus(delay), message, () -> {
            CloudFuture<String> told =
                    function(id, ChaosFunctions.WAIT, String.class).call();
            CloudFuture<String> tells = function(id + 1, ChaosFunctions.SEND, String.class)
                    .with(CallOptions.NONE.withDelay(delay))
                    .call(told.callId(), message);
            return told.thenCompose(received -> received.equals(ChaosFunctions.NO_MESSAGE)
                    // So nobody may say that it was sent.
                    ? tells.handle((sent, failure) -> failure == null ? "not told " + sent : null)
                            .thenCompose(wrong -> wrong != null
                                    ? CompletableFuture.completedFuture(wrong)
                                    : CompletableFuture.failedFuture(
                                            new OperationError("TIMEOUT", "nobody could send the message")))
                    : CompletableFuture.completedFuture(received));
        });
    }

    private Operation largeArgument(long id) {
        return Operation.call(
                client(id),
                "of a large argument",
                Group.CALL,
                callEnd(),
                LargeTexts.nameOf(id),
                () -> text(function(id, ChaosFunctions.LARGE_ARGUMENT, String.class)
                        .call(LargeTexts.of(id))));
    }

    private Operation largeResult(long id) {
        return Operation.call(
                client(id), "of a large result", Group.CALL, callEnd(), LargeTexts.nameOf(id), () -> function(
                                id, ChaosFunctions.LARGE_RESULT, String.class)
                        .call(id)
                        .thenApply(LargeTexts::nameOf));
    }

    /** The code of the error that a call must end with. */
    private static CompletableFuture<String> code(ErrorCode expected, CompletableFuture<?> call) {
        return call.handle((result, failure) -> {
            if (failure == null) {
                return "no error, but " + result;
            }
            OperationError error = OperationError.of(failure);
            if (error.code().equals(expected.name())) {
                return error.code();
            }
            throw error;
        });
    }

    private static CompletableFuture<String> text(CompletableFuture<?> result) {
        Function<Object, String> text = String::valueOf;
        return result.thenApply(text);
    }
}
