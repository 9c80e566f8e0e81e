package io.cloudburst.statefun;

import io.cloudburst.executor.Letter;
import io.cloudburst.executor.Messenger;
import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.LetterOutcome;
import io.cloudburst.protocol.Topic;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sends letters as records of {@code cloudburst.calls}, with the key of the run that they are for: so they come to that run after one
 * another. What became of a letter comes back through the job, to the run that sent it.
 */
final class JobMessenger implements Messenger {
    private record Key(long stream, long sequence) {}

    /** Where calls come from. */
    @FunctionalInterface
    interface Calls {
        /**
         * Writes a record.
         *
         * @param runId its key
         * @param failed is told if it was not written
         */
        void write(String runId, byte[] call, Consumer<Exception> failed);
    }

    private final Calls calls;

    /** Those that somebody waits for. */
    private final ConcurrentHashMap<Key, CompletableFuture<Void>> underWay = new ConcurrentHashMap<>();

    JobMessenger(Calls calls) {
        this.calls = calls;
    }

    /** @param producer shared; not closed here */
    static JobMessenger onTopic(Producer<byte[], byte[]> producer) {
        // What it must know of the topic, or the first letter would wait for it.
        producer.partitionsFor(Topic.CALLS.topicName());
        return new JobMessenger((runId, call, failed) -> producer.send(
                new ProducerRecord<>(Topic.CALLS.topicName(), runId.getBytes(StandardCharsets.UTF_8), call),
                (metadata, failure) -> {
                    if (failure != null) {
                        failed.accept(failure);
                    }
                }));
    }

    @Override
    public CompletableFuture<Void> send(String runId, Letter letter) {
        Key key = new Key(letter.sender().stream(), letter.sender().sequence());
        CompletableFuture<Void> accepted = new CompletableFuture<>();
        underWay.put(key, accepted);
        accepted.whenComplete((done, failure) -> underWay.remove(key));
        byte[] call = Call.newBuilder()
                .setId(runId)
                .setLetter(LetterCodec.encode(letter))
                .build()
                .toByteArray();
        try {
            calls.write(runId, call, failure -> accepted.completeExceptionally(notSent(failure)));
        } catch (RuntimeException e) {
            accepted.completeExceptionally(notSent(e));
        }
        return accepted;
    }

    private static CloudburstException notSent(Exception failure) {
        return new CloudburstException(
                ErrorCode.UNAVAILABLE, "the message could not be sent: " + failure.getMessage(), failure);
    }

    /** Tells the sender, if it still waits, what became of a letter. */
    void settle(LetterOutcome outcome) {
        CompletableFuture<Void> accepted = underWay.get(new Key(outcome.getStream(), outcome.getSequence()));
        if (accepted == null) {
            return;
        }
        if (outcome.getCode() == io.cloudburst.protocol.ErrorCode.ERROR_CODE_UNSPECIFIED) {
            accepted.complete(null);
        } else {
            accepted.completeExceptionally(
                    new CloudburstException(ErrorCode.valueOf(outcome.getCode().name()), outcome.getMessage()));
        }
    }
}
