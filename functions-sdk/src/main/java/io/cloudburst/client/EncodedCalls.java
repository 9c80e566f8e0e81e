package io.cloudburst.client;

import io.cloudburst.protocol.Arguments;
import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.Reply;
import io.cloudburst.protocol.Value;
import io.cloudburst.protocol.Version;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.Names;
import io.cloudburst.sdk.registry.Registry;
import io.cloudburst.sdk.store.LatticeStore;
import io.cloudburst.sdk.store.StoreVersion;
import io.cloudburst.sdk.value.ValueCodec;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/** Sends calls that are encoded already. Safe for use by many threads. */
final class EncodedCalls {
    private final Calls calls;
    private final Registry registry;
    private final LatticeStore store;
    private final ValueCodec codec;
    private final LargeResults large;
    private final Placement placement = new Placement();

    /** @param large fetches large results, which may be asked for again */
    EncodedCalls(Calls calls, Registry registry, LatticeStore store, ValueCodec codec, LargeResults large) {
        this.calls = calls;
        this.registry = registry;
        this.store = store;
        this.codec = codec;
        this.large = large;
    }

    /** Whatever goes wrong is the failure of both futures. */
    SentCall send(EncodedCall encoded) {
        Call call = encoded.call();
        Optional<String> place = firstReference(call);
        OptionalInt keyGroup = place.map(placement::enter).map(OptionalInt::of).orElse(OptionalInt.empty());
        long notBefore = System.currentTimeMillis() + encoded.delay().toMillis();
        String target =
                (call.hasDag() ? CallTarget.dag(call.getDag()) : CallTarget.function(call.getFunction())).toString();
        PendingCall<Reply> pending = calls.open(
                calls.nextId(keyGroup), notBefore + encoded.timeout().toMillis(), Reply.class, codec, large, target);
        place.ifPresent(key -> pending.future().whenComplete((reply, failure) -> placement.leave(key)));
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        try {
            Call.Builder whole = demanding(call)
                    .setRegistryOffset(registry.offset())
                    .addAllSeen(store.seen())
                    .setNotBefore(encoded.delay().isZero() ? 0 : notBefore);
            calls.send(pending, whole, encoded.headers(), acknowledged);
        } catch (CloudburstException e) {
            pending.future().completeExceptionally(e);
            acknowledged.completeExceptionally(e);
        }
        return new SentCall(pending.future(), acknowledged);
    }

    private static Optional<String> firstReference(Call call) {
        return call.getArgumentsList().stream()
                .flatMap(arguments -> arguments.getValuesList().stream())
                .filter(Value::hasReference)
                .map(value -> value.getReference().getKey())
                .findFirst();
    }

    /** A reference demands this client's own last write, so that "put, then call" sees what was put. */
    private Call.Builder demanding(Call call) {
        Call.Builder whole = call.toBuilder();
        for (Arguments.Builder arguments : whole.getArgumentsBuilderList()) {
            for (int i = 0; i < arguments.getValuesCount(); i++) {
                if (arguments.getValues(i).hasReference()) {
                    Value.Builder value = arguments.getValuesBuilder(i);
                    StoreVersion version = store.lastWritten(
                            Names.checkKey(value.getReference().getKey()));
                    value.getReferenceBuilder()
                            .setAtLeast(Version.newBuilder()
                                    .setPartition(version.partition())
                                    .setOffset(version.offset()));
                }
            }
        }
        return whole;
    }
}
