package io.cloudburst.client;

import io.cloudburst.protocol.Arguments;
import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.Continuation;
import io.cloudburst.protocol.KeyGroups;
import io.cloudburst.protocol.LargeValue;
import io.cloudburst.protocol.Reference;
import io.cloudburst.protocol.Value;
import io.cloudburst.protocol.Version;
import io.cloudburst.sdk.CallOptions;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.Names;
import io.cloudburst.sdk.Ref;
import io.cloudburst.sdk.registry.Registry;
import io.cloudburst.sdk.store.LargeValues;
import io.cloudburst.sdk.store.LatticeStore;
import io.cloudburst.sdk.store.StoreVersion;
import io.cloudburst.sdk.value.ValueCodec;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;

/** Turns what a user calls into records of calls. Safe for use by many threads. */
final class Caller {
    private final Calls calls;
    private final Registry registry;
    private final LatticeStore store;
    private final LargeValues large;
    private final LargeArguments largeArguments;
    private final ValueCodec codec;
    private final Duration defaultTimeout;
    private final Placement placement = new Placement();

    Caller(
            Calls calls,
            Registry registry,
            LatticeStore store,
            LargeValues large,
            ValueCodec codec,
            Duration defaultTimeout) {
        this.calls = calls;
        this.registry = registry;
        this.store = store;
        this.large = large;
        this.largeArguments = new LargeArguments(large);
        this.codec = codec;
        this.defaultTimeout = defaultTimeout;
    }

    /** Whatever goes wrong is the future's failure. */
    <R> CloudFuture<R> call(
            CallTarget target, Map<String, ? extends List<?>> arguments, Type resultType, CallOptions options) {
        Optional<String> place = firstReference(arguments);
        OptionalInt keyGroup = place.map(placement::enter).map(OptionalInt::of).orElse(OptionalInt.empty());
        boolean once = options.idempotencyKey().isEmpty();
        PendingCall<R> pending = calls.open(
                calls.nextId(keyGroup),
                deadline(options),
                resultType,
                codec,
                new LargeResults(large, once),
                target.toString());
        place.ifPresent(key -> pending.future().whenComplete((result, failure) -> placement.leave(key)));
        whenDone(futuresIn(arguments, options), failure -> {
            if (failure != null) {
                pending.future().completeExceptionally(failure);
                return;
            }
            withLargeArguments(target, arguments, options, pending.callDeadline(), (call, written, refusal) -> {
                if (refusal != null) {
                    pending.future().completeExceptionally(refusal);
                    return;
                }
                calls.send(pending, call);
                if (once && !written.isEmpty()) {
                    pending.future().whenComplete((result, ended) -> removeUnlessItRunsOn(written, ended));
                }
            });
        });
        return pending.future();
    }

    /** Completes with the call's id when Kafka has the call. */
    CompletableFuture<String> send(CallTarget target, Map<String, ? extends List<?>> arguments, CallOptions options) {
        CompletableFuture<String> sent = new CompletableFuture<>();
        long deadline = deadline(options);
        OptionalInt keyGroup = firstReference(arguments)
                .map(key -> OptionalInt.of(KeyGroups.of(key)))
                .orElse(OptionalInt.empty());
        String id = calls.nextId(keyGroup);
        whenDone(futuresIn(arguments, options), failure -> {
            if (failure != null) {
                sent.completeExceptionally(failure);
                return;
            }
            withLargeArguments(target, arguments, options, deadline, (call, written, refusal) -> {
                if (refusal != null) {
                    sent.completeExceptionally(refusal);
                    return;
                }
                calls.sendUnanswered(id, call, deadline, target.toString(), sent);
            });
        });
        return sent;
    }

    /** The key of the first reference among the arguments: the call is to run where that is cached. */
    private static Optional<String> firstReference(Map<String, ? extends List<?>> arguments) {
        for (List<?> values : arguments.values()) {
            for (Object value : values) {
                if (value instanceof Ref ref) {
                    return Optional.of(ref.key());
                }
            }
        }
        return Optional.empty();
    }

    private interface Encoded {
        /**
         * @param written what of the call is in the store
         * @param refusal why it cannot be sent, or null
         */
        void ready(Call.Builder call, List<LargeValue> written, CloudburstException refusal);
    }

    /** Goes on at once, unless arguments must go into the store before. */
    private void withLargeArguments(
            CallTarget target,
            Map<String, ? extends List<?>> arguments,
            CallOptions options,
            long deadline,
            Encoded then) {
        Call.Builder call;
        CompletableFuture<List<LargeValue>> written;
        try {
            call = encode(target, arguments, options);
            written = largeArguments.write(
                    call, deadline, options.idempotencyKey().isPresent());
        } catch (CloudburstException e) {
            then.ready(null, List.of(), e);
            return;
        } catch (KafkaException | IllegalStateException e) {
            then.ready(null, List.of(), notWritten(target, e));
            return;
        }
        if (written.isDone() && !written.isCompletedExceptionally()) {
            then.ready(call, written.join(), null);
        } else {
            written.whenCompleteAsync((values, failure) ->
                    then.ready(call, values, failure == null ? null : notWritten(target, failure)));
        }
    }

    private static CloudburstException notWritten(CallTarget target, Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return new CloudburstException(
                ErrorCode.UNAVAILABLE,
                "the arguments of %s could not be put into the store: %s".formatted(target, cause.getMessage()),
                cause);
    }

    private void removeUnlessItRunsOn(List<LargeValue> arguments, Throwable ended) {
        boolean clientClosed = ended instanceof CloudburstException failure && failure.code() == ErrorCode.CANCELLED;
        if (!clientClosed) {
            large.remove(arguments);
        }
    }

    private long deadline(CallOptions options) {
        return System.currentTimeMillis()
                + options.delay().toMillis()
                + options.timeout().orElse(defaultTimeout).toMillis();
    }

    private Call.Builder encode(CallTarget target, Map<String, ? extends List<?>> arguments, CallOptions options) {
        Call.Builder call = Call.newBuilder();
        if (target.isDag()) {
            call.setDag(target.name());
        } else {
            call.setFunction(target.name());
        }
        arguments.forEach((node, values) -> call.addArguments(encode(node, values)));
        for (CallOptions.Continuation then : options.continuations()) {
            Continuation.Builder continuation = Continuation.newBuilder();
            if (then.dag()) {
                continuation.setDag(then.target());
            } else {
                continuation.setFunction(then.target());
            }
            then.arguments().forEach((node, values) -> continuation.addArguments(encode(node, values)));
            call.addContinuations(continuation);
        }
        options.idempotencyKey().ifPresent(call::setIdempotencyKey);
        options.outputKey().ifPresent(call::setOutputKey);
        if (!options.delay().isZero()) {
            call.setNotBefore(System.currentTimeMillis() + options.delay().toMillis());
        }
        return call.setTrace(options.trace())
                .setRegistryOffset(registry.offset())
                .addAllSeen(store.seen());
    }

    private Arguments encode(String node, List<?> values) {
        Arguments.Builder arguments = Arguments.newBuilder().setNode(node);
        for (int i = 0; i < values.size(); i++) {
            try {
                arguments.addValues(encode(values.get(i)));
            } catch (CloudburstException e) {
                throw new CloudburstException(
                        e.code(), "argument %d of '%s': %s".formatted(i + 1, node, e.getMessage()), e);
            }
        }
        return arguments.build();
    }

    private Value encode(Object argument) {
        if (argument instanceof Ref ref) {
            return encode(ref);
        }
        return codec.encode(argument instanceof CompletableFuture<?> done ? done.join() : argument);
    }

    /** A reference demands this client's own last write, so that "put, then call" sees what was put. */
    private Value encode(Ref ref) {
        StoreVersion version = store.lastWritten(Names.checkKey(ref.key()));
        return Value.newBuilder()
                .setReference(Reference.newBuilder()
                        .setKey(ref.key())
                        .setWait(ref.waits())
                        .setAtLeast(Version.newBuilder()
                                .setPartition(version.partition())
                                .setOffset(version.offset())))
                .build();
    }

    private static CompletableFuture<?>[] futuresIn(Map<String, ? extends List<?>> arguments, CallOptions options) {
        Stream<? extends List<?>> continued =
                options.continuations().stream().flatMap(then -> then.arguments().values().stream());
        return Stream.concat(arguments.values().stream(), continued)
                .flatMap(List::stream)
                .filter(CompletableFuture.class::isInstance)
                .toArray(CompletableFuture[]::new);
    }

    private static void whenDone(CompletableFuture<?>[] futures, Consumer<CloudburstException> then) {
        if (futures.length == 0) {
            then.accept(null);
            return;
        }
        CompletableFuture.allOf(futures)
                .whenComplete((done, failure) -> then.accept(failure == null ? null : argumentFailed(failure)));
    }

    private static CloudburstException argumentFailed(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        ErrorCode code = cause instanceof CloudburstException e ? e.code() : ErrorCode.INVALID_ARGUMENT;
        return new CloudburstException(
                code,
                "an argument of the call is the result of another one, which failed: " + cause.getMessage(),
                cause);
    }
}
