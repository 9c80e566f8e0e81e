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
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Sends letters as records of {@code cloudburst.calls}, with the key of the run that they are for: so they come to that run after one
 * another. What became of a letter comes back through the job, to the run that sent it.
 */
final class KafkaMessenger implements Messenger {
    private record Key(long stream, long sequence) {}

    private final Producer<byte[], byte[]> producer;

    /** Those that somebody waits for. */
    private final ConcurrentHashMap<Key, CompletableFuture<Void>> underWay = new ConcurrentHashMap<>();

    /** @param producer shared; not closed here */
    KafkaMessenger(Producer<byte[], byte[]> producer) {
        this.producer = producer;
        // Or the first letter would wait for it.
        producer.partitionsFor(Topic.CALLS.topicName());
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
            producer.send(
                    new ProducerRecord<>(Topic.CALLS.topicName(), runId.getBytes(StandardCharsets.UTF_8), call),
                    (metadata, failure) -> {
                        if (failure != null) {
                            accepted.completeExceptionally(notSent(failure));
                        }
                    });
        } catch (KafkaException | IllegalStateException e) {
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
