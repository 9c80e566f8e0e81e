package io.cloudburst.client;

import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.registry.Registry;
import io.cloudburst.sdk.store.LatticeStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * What a client works through: the ways to the registry, to the store, to the job and back. Records are those of the topics, in
 * protobuf; what they mean is the client's. Safe for use by many threads.
 */
public interface Transport extends AutoCloseable {
    /** Who is told of replies. */
    @FunctionalInterface
    interface ReplyReader {
        /** @param reply a {@link io.cloudburst.protocol.Reply} */
        void read(String callId, byte[] reply);
    }

    /** A view of the registry that follows it. */
    Registry registry();

    /** Appends to the registry. Completes with the record's offset; {@code entry} null removes what is under the key. */
    CompletableFuture<Long> append(String key, byte[] entry);

    LatticeStore store();

    /** The partition of {@code cloudburst.replies} that the answers to this client's calls come on. */
    int replyPartition();

    /**
     * Begins to read replies, of this client's calls and perhaps of others'; once, and before the first call.
     *
     * @return the thread that reads
     */
    Thread receive(ReplyReader reader);

    /**
     * Sends a call.
     *
     * @param call a {@link io.cloudburst.protocol.Call}
     * @param sent gets null once the call is taken, or why it was not; on any thread
     */
    void send(String callId, byte[] call, Consumer<Exception> sent);

    /** As {@link #send(String, byte[], Consumer)}, with headers for whoever follows the record; where there are none they are left out. */
    default void send(String callId, byte[] call, Map<String, String> headers, Consumer<Exception> sent) {
        send(callId, call, sent);
    }

    /** Whether {@link #send} would not make its caller wait now, whatever is sent. */
    default boolean sendsAtOnce() {
        return false;
    }

    /**
     * A call of anyone's, as it was sent: a {@link io.cloudburst.protocol.Call}. Waits, at most until {@code deadline}.
     *
     * @param madeAt when its id was made; as {@link #findReply}
     * @return empty if there is none, or not any more
     * @throws CloudburstException {@link ErrorCode#UNAVAILABLE} if it cannot be known, or this way does not keep calls
     */
    default Optional<byte[]> findCall(String callId, long madeAt, long deadline) {
        throw new CloudburstException(ErrorCode.UNAVAILABLE, "calls that were sent are not kept here");
    }

    /**
     * The reply to a call of anyone's. Waits for it, and at most until {@code deadline}, or until this is closed.
     *
     * @param partition that it is on
     * @param madeAt when the call was made; as all times here in milliseconds since the epoch
     * @return empty if there was none in time
     * @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} if there is no such partition, {@link ErrorCode#UNAVAILABLE} if it
     *     cannot be read
     */
    Optional<byte[]> findReply(String callId, int partition, long madeAt, long deadline);

    /** @throws CloudburstException {@link ErrorCode#UNAVAILABLE} if the store has no nodes */
    StoreNodes storeNodes();

    /** @throws CloudburstException {@link ErrorCode#UNAVAILABLE} if there is no topic of them */
    DeadLetters deadLetters();

    /** @throws CloudburstException {@link ErrorCode#UNAVAILABLE} if nobody says anything of runs */
    default RunLog runLog() {
        throw new CloudburstException(ErrorCode.UNAVAILABLE, "nothing is said of runs here");
    }

    /** @throws CloudburstException {@link ErrorCode#UNAVAILABLE} if there are none, or the brokers do not say */
    default List<TopicStatus> topics(Duration timeout) {
        throw new CloudburstException(ErrorCode.UNAVAILABLE, "there are no topics here");
    }

    @Override
    void close();
}
