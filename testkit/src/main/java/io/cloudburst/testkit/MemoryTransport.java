package io.cloudburst.testkit;

import io.cloudburst.client.DeadLetters;
import io.cloudburst.client.StoreNodes;
import io.cloudburst.client.Transport;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.registry.Registry;
import io.cloudburst.sdk.store.LatticeStore;
import io.cloudburst.statefun.MemoryJob;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** One client's ways into a {@link MemoryCloudburst}. Replies come on a thread of the client's own, as they do from Kafka. */
final class MemoryTransport implements Transport {
    private record Reply(String callId, byte[] bytes) {}

    private final MemoryCloudburst cloudburst;
    /** Bounded by the calls that a client may have under way. */
    private final BlockingQueue<Reply> replies = new LinkedBlockingQueue<>();

    private Thread thread;

    MemoryTransport(MemoryCloudburst cloudburst) {
        this.cloudburst = cloudburst;
    }

    @Override
    public Registry registry() {
        return cloudburst.registry();
    }

    @Override
    public CompletableFuture<Long> append(String key, byte[] entry) {
        return CompletableFuture.completedFuture(cloudburst.registryLog().append(key, entry));
    }

    @Override
    public LatticeStore store() {
        return cloudburst.store();
    }

    @Override
    public int replyPartition() {
        return MemoryJob.REPLY_PARTITION;
    }

    @Override
    public Thread receive(ReplyReader reader) {
        thread = new Thread(() -> run(reader), "cloudburst-replies");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void run(ReplyReader reader) {
        try {
            while (true) {
                Reply reply = replies.take();
                reader.read(reply.callId(), reply.bytes());
            }
        } catch (InterruptedException e) {
            // Only close() does that.
        }
    }

    void reply(String callId, byte[] reply) {
        replies.add(new Reply(callId, reply));
    }

    @Override
    public void send(String callId, byte[] call, Consumer<Exception> sent) {
        try {
            cloudburst.job().accept(callId, call);
        } catch (RejectedExecutionException e) {
            sent.accept(new IllegalStateException("the Cloudburst in memory is closed", e));
            return;
        }
        sent.accept(null);
    }

    @Override
    public Optional<byte[]> findReply(String callId, int partition, long madeAt, long deadline) {
        if (partition != MemoryJob.REPLY_PARTITION) {
            throw new CloudburstException(
                    ErrorCode.INVALID_ARGUMENT,
                    "call id '%s' names a reply partition that does not exist".formatted(callId));
        }
        return cloudburst.keptReplies().find(callId, deadline);
    }

    @Override
    public StoreNodes storeNodes() {
        throw new CloudburstException(
                ErrorCode.UNAVAILABLE,
                "the store in memory has no nodes; test what needs them with CloudburstExtension.stack()");
    }

    @Override
    public DeadLetters deadLetters() {
        throw new CloudburstException(
                ErrorCode.UNAVAILABLE,
                "in memory there are no dead letters; test what needs them with CloudburstExtension.stack()");
    }

    @Override
    public void close() {
        cloudburst.leave(this);
        thread.interrupt();
    }
}
