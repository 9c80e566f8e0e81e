package io.cloudburst.statefun;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.DeadLetterHeaders;
import io.cloudburst.protocol.Topic;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes dead letters of calls that are not run again, because task managers have died with them. Where in the topic such a call was is no
 * longer known; put back, it goes to the topic's first partition.
 */
final class GivenUpCalls {
    /** For those who have no topics. */
    static final GivenUpCalls NONE = new GivenUpCalls(letter -> {});

    private static final Logger LOG = LoggerFactory.getLogger(GivenUpCalls.class);
    private static final int ANY_PARTITION = 0;
    private static final long UNKNOWN_OFFSET = -1;

    private final Consumer<ProducerRecord<byte[], byte[]>> send;

    private GivenUpCalls(Consumer<ProducerRecord<byte[], byte[]>> send) {
        this.send = send;
    }

    GivenUpCalls(Producer<byte[], byte[]> producer) {
        this(letter -> producer.send(letter, (written, failure) -> {
            if (failure != null) {
                LOG.error(
                        "call {} was given up, and could not be made a dead letter",
                        new String(letter.key(), UTF_8),
                        failure);
            }
        }));
    }

    void add(Call call, String reason) {
        ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(
                Topic.DEAD_LETTERS.topicName(), call.getId().getBytes(UTF_8), call.toByteArray());
        DeadLetterHeaders.of(reason, Topic.CALLS.topicName(), ANY_PARTITION, UNKNOWN_OFFSET)
                .forEach(letter.headers()::add);
        send.accept(letter);
    }
}
