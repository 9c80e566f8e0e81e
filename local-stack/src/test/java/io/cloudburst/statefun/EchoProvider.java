package io.cloudburst.statefun;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.cloudburst.protocol.Answer;
import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.Reply;
import io.cloudburst.protocol.RunMessage;
import io.cloudburst.protocol.Value;
import java.io.Serializable;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.statefun.flink.core.common.ManagingResources;
import org.apache.flink.statefun.sdk.AsyncOperationResult;
import org.apache.flink.statefun.sdk.Context;
import org.apache.flink.statefun.sdk.FunctionType;
import org.apache.flink.statefun.sdk.StatefulFunction;
import org.apache.flink.statefun.sdk.StatefulFunctionProvider;

/**
 * Stands in for runs where the plumbing around them is tested: answers each call with its first argument, after a detour through
 * another thread. The function {@code inflate} answers with as many bytes as its argument says.
 */
final class EchoProvider implements StatefulFunctionProvider, ManagingResources, Serializable {

    private static final long serialVersionUID = 1;

    /** In this JVM, since {@link #reset}. */
    static final AtomicInteger OPENED = new AtomicInteger();

    static final AtomicInteger CLOSED = new AtomicInteger();
    /** Ids of calls that are held, and of those that came back from a checkpoint. */
    static final Set<String> HELD = ConcurrentHashMap.newKeySet();

    static final Set<String> RUN_AGAIN = ConcurrentHashMap.newKeySet();

    private final boolean hold;
    private transient ExecutorService executor;

    /** @param hold no call is ever answered: all stay pending */
    EchoProvider(boolean hold) {
        this.hold = hold;
    }

    static void reset() {
        OPENED.set(0);
        CLOSED.set(0);
        HELD.clear();
        RUN_AGAIN.clear();
    }

    @Override
    public StatefulFunction functionOfType(FunctionType type) {
        if (executor == null) {
            OPENED.incrementAndGet();
            executor = Executors.newFixedThreadPool(2);
        }
        return new Echo();
    }

    @Override
    public void shutdown() {
        if (executor != null) {
            CLOSED.incrementAndGet();
            executor.shutdownNow();
            executor = null;
        }
    }

    private final class Echo implements StatefulFunction {
        @Override
        public void invoke(Context context, Object message) {
            if (message instanceof AsyncOperationResult<?, ?> done && !done.unknown()) {
                context.send(Answers.EGRESS, (Answer) done.value());
                return;
            }
            byte[] call = message instanceof AsyncOperationResult<?, ?> unknown
                    ? (byte[]) unknown.metadata()
                    : (byte[]) message;
            if (call != message) {
                RUN_AGAIN.add(context.self().id());
            }
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            if (hold) {
                HELD.add(context.self().id());
            } else {
                answer.completeAsync(() -> answer(call), executor);
            }
            context.registerAsyncOperation(call, answer);
        }
    }

    private static Answer answer(byte[] bytes) {
        try {
            Call call = Call.parseFrom(RunMessage.parseFrom(bytes).getCall());
            Value argument = call.getArguments(0).getValues(0);
            Value result = call.getFunction().equals("inflate")
                    ? Value.newBuilder()
                            .setBytes(ByteString.copyFrom(new byte[argument.getInt32()]))
                            .build()
                    : argument;
            return Answer.newBuilder()
                    .setReply(Reply.newBuilder().setId(call.getId()).setResult(result))
                    .setPartition(call.getReplyPartition())
                    .setJson(call.getJson())
                    .build();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
