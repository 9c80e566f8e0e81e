package io.cloudburst.sdk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How one call is made. Immutable; each {@code with…} gives another one.
 *
 * @param timeout from when the call begins; then it ends with {@link ErrorCode#TIMEOUT}. Empty: the connection's
 * @param delay how long it waits before it begins
 * @param idempotencyKey calls of the same target with the same key run once, and are all answered alike: while it runs, and for ten
 *     minutes after it has given a result or {@link ErrorCode#EXECUTION_ERROR}. With other arguments they are
 *     {@link ErrorCode#INVALID_ARGUMENT}
 * @param outputKey the result is put into the store under this key as well, before the call is answered
 * @param trace whether the answer brings the run's timeline, see {@link CloudFuture#timeline()}
 * @param continuations what the result goes on into, one after the other: the last one's result is the call's
 */
public record CallOptions(
        Optional<Duration> timeout,
        Duration delay,
        Optional<String> idempotencyKey,
        Optional<String> outputKey,
        boolean trace,
        List<Continuation> continuations) {

    /** The longest delay, a day: as long as calls are kept. */
    public static final Duration LONGEST_DELAY = Duration.ofDays(1);

    /** Nothing special. */
    public static final CallOptions NONE =
            new CallOptions(Optional.empty(), Duration.ZERO, Optional.empty(), Optional.empty(), false, List.of());

    /**
     * A function or DAG that takes what came before it: the last argument of a function, or of each source of a DAG.
     *
     * @param dag whether {@code target} names a DAG
     * @param arguments node name to its fixed arguments; for a function, under its name
     */
    public record Continuation(String target, boolean dag, Map<String, List<Object>> arguments) {
        public Continuation {
            Objects.requireNonNull(target, "target");
            arguments = Map.copyOf(arguments);
        }
    }

    public CallOptions {
        Objects.requireNonNull(timeout, "timeout");
        Objects.requireNonNull(delay, "delay");
        Objects.requireNonNull(idempotencyKey, "idempotencyKey");
        Objects.requireNonNull(outputKey, "outputKey");
        continuations = List.copyOf(continuations);
        timeout.filter(t -> t.isNegative() || t.isZero()).ifPresent(t -> {
            throw invalid("its timeout must be longer than nothing, is " + t);
        });
        if (delay.isNegative() || delay.compareTo(LONGEST_DELAY) > 0) {
            throw invalid("its delay must be from nothing to %s, is %s".formatted(LONGEST_DELAY, delay));
        }
        idempotencyKey
                .filter(key -> key.isEmpty() || key.length() > Names.MAX_KEY_LENGTH)
                .ifPresent(key -> {
                    throw invalid("its idempotency key must have 1 to %d characters".formatted(Names.MAX_KEY_LENGTH));
                });
        outputKey.ifPresent(Names::checkKey);
    }

    public CallOptions withTimeout(Duration timeout) {
        return new CallOptions(Optional.of(timeout), delay, idempotencyKey, outputKey, trace, continuations);
    }

    public CallOptions withDelay(Duration delay) {
        return new CallOptions(timeout, delay, idempotencyKey, outputKey, trace, continuations);
    }

    public CallOptions withIdempotencyKey(String key) {
        return new CallOptions(timeout, delay, Optional.of(key), outputKey, trace, continuations);
    }

    public CallOptions withOutputKey(String key) {
        return new CallOptions(timeout, delay, idempotencyKey, Optional.of(key), trace, continuations);
    }

    public CallOptions withTrace() {
        return new CallOptions(timeout, delay, idempotencyKey, outputKey, true, continuations);
    }

    /** The result goes on into a function, after these fixed arguments. */
    public CallOptions thenCall(String function, Object... arguments) {
        return then(new Continuation(function, false, Map.of(function, Arrays.asList(arguments.clone()))));
    }

    /** The result goes on into a DAG. */
    public CallOptions thenCallDag(String dag, Map<String, List<Object>> arguments) {
        return then(new Continuation(dag, true, arguments));
    }

    private CallOptions then(Continuation continuation) {
        List<Continuation> all = new ArrayList<>(continuations);
        all.add(continuation);
        return new CallOptions(timeout, delay, idempotencyKey, outputKey, trace, all);
    }

    private static CloudburstException invalid(String why) {
        return new CloudburstException(ErrorCode.INVALID_ARGUMENT, "a call cannot be made: " + why);
    }
}
