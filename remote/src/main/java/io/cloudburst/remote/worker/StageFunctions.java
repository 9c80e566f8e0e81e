package io.cloudburst.remote.worker;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cloudburst.executor.Executor;
import io.cloudburst.executor.StageCodec;
import io.cloudburst.executor.StageTask;
import io.cloudburst.protocol.RemoteCancel;
import io.cloudburst.protocol.RemoteStage;
import io.cloudburst.remote.wire.StageMessages;
import io.cloudburst.sdk.registry.Registry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.statefun.sdk.java.Context;
import org.apache.flink.statefun.sdk.java.StatefulFunctionSpec;
import org.apache.flink.statefun.sdk.java.StatefulFunctions;
import org.apache.flink.statefun.sdk.java.TypeName;
import org.apache.flink.statefun.sdk.java.handler.RequestReplyHandler;
import org.apache.flink.statefun.sdk.java.message.Message;
import org.apache.flink.statefun.sdk.java.message.MessageBuilder;
import org.apache.flink.statefun.sdk.java.slice.Slice;
import org.apache.flink.statefun.sdk.java.slice.Slices;
import org.apache.flink.statefun.sdk.java.types.SimpleType;
import org.apache.flink.statefun.sdk.java.types.Type;

/** The worker's functions, as StateFun's SDK serves them: to run a stage, and to end those of a run. */
final class StageFunctions {
    private static final Type<byte[]> OUTCOME = bytes(StageMessages.OUTCOME_TYPE);

    private final Executor executor;
    private final Registry registry;

    StageFunctions(Executor executor, Registry registry) {
        this.executor = executor;
        this.registry = registry;
    }

    private static Type<byte[]> bytes(String type) {
        return SimpleType.simpleImmutableTypeFrom(TypeName.typeNameFromString(type), value -> value, value -> value);
    }

    RequestReplyHandler handler() {
        return new StatefulFunctions()
                .withStatefulFunction(
                        StatefulFunctionSpec.builder(type(StageMessages.STAGE)).withSupplier(() -> this::run))
                .withStatefulFunction(
                        StatefulFunctionSpec.builder(type(StageMessages.CANCEL)).withSupplier(() -> this::cancel))
                .requestReplyHandler();
    }

    private static TypeName type(String name) {
        return TypeName.typeNameOf(StageMessages.NAMESPACE, name);
    }

    private CompletableFuture<Void> run(Context context, Message message) {
        RemoteStage stage = parsed(message, StageMessages.STAGE_TYPE, RemoteStage::parseFrom);
        StageTask task = StageCodec.decode(stage);
        return registry.await(stage.getRegistryOffset())
                // Even if this worker lags behind: then it takes what is new for old, and loads it once more later.
                .completeOnTimeout(
                        null, Math.max(1, task.deadline() - System.currentTimeMillis()), TimeUnit.MILLISECONDS)
                .thenCompose(read -> executor.run(task))
                .thenAccept(outcome -> context.send(MessageBuilder.forAddress(
                                context.caller().orElseThrow())
                        .withCustomType(OUTCOME, StageCodec.encode(outcome).toByteArray())
                        .build()));
    }

    private CompletableFuture<Void> cancel(Context context, Message message) {
        RemoteCancel cancel = parsed(message, StageMessages.CANCEL_TYPE, RemoteCancel::parseFrom);
        executor.cancel(cancel.getRunId(), StageCodec.decode(cancel.getWhy()));
        return context.done();
    }

    @FunctionalInterface
    private interface Parser<T> {
        T parse(byte[] bytes) throws InvalidProtocolBufferException;
    }

    private static <T> T parsed(Message message, String type, Parser<T> parser) {
        if (!message.valueTypeName().asTypeNameString().equals(type)) {
            throw new IllegalArgumentException("expected a '%s', got a '%s'"
                    .formatted(type, message.valueTypeName().asTypeNameString()));
        }
        Slice value = message.rawValue();
        try {
            return parser.parse(value.toByteArray());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("a '%s' that is none: %s".formatted(type, e.getMessage()), e);
        }
    }

    /** A request's body as the SDK takes it. */
    static Slice slice(byte[] body) {
        return Slices.wrap(body);
    }

    /** Why a request was not answered as it should. */
    static String described(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
