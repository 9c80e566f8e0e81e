package io.cloudburst.client;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cloudburst.protocol.RunRecord;
import io.cloudburst.protocol.RunStage;
import io.cloudburst.protocol.RunsRecord;
import io.cloudburst.protocol.Topic;
import io.cloudburst.protocol.Trace;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.Timeline;
import io.cloudburst.sdk.kafka.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;

/**
 * What the job says of its runs, on {@code cloudburst.runs}. The topic keeps some hours of it, and where there are very many runs not all
 * of them. Safe for use by many threads; each reading has a connection of its own.
 */
public final class RunLog {
    private static final int ENOUGH_BYTES = 64 << 10;
    private static final Duration LONGEST_TO_COLLECT = Duration.ofMillis(50);
    private static final Duration POLL = Duration.ofMillis(200);
    /** A partition that nobody leads for a while must not hold up what the others have. */
    private static final Duration LONGEST_TO_CATCH_UP = Duration.ofSeconds(20);

    private final KafkaSettings kafka;
    private final String clientId;

    RunLog(KafkaSettings kafka, String clientId) {
        this.kafka = kafka;
        this.clientId = clientId;
    }

    /**
     * Reads what there is since a time, and then what comes.
     *
     * @param reader takes one record after the other; those of one run in their order
     * @param caughtUp runs once, when the reader has what there was at the beginning
     * @param goesOn asked some times a second whether to go on
     * @throws CloudburstException {@link ErrorCode#UNAVAILABLE} if the topic cannot be read
     */
    public void read(Instant since, Consumer<RunsRecord> reader, Runnable caughtUp, BooleanSupplier goesOn) {
        Map<String, Object> settings = kafka.consumer(clientId);
        // Nobody sees the difference, and whoever follows asks some times a second, not for each record.
        settings.putIfAbsent("fetch.min.bytes", Integer.toString(ENOUGH_BYTES));
        settings.putIfAbsent("fetch.max.wait.ms", Long.toString(LONGEST_TO_COLLECT.toMillis()));
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(settings)) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topic.RUNS.topicName()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Map<TopicPartition, OffsetAndTimestamp> starts = consumer.offsetsForTimes(
                    partitions.stream().collect(Collectors.toMap(each -> each, each -> since.toEpochMilli())));
            partitions.forEach(each -> consumer.seek(
                    each,
                    starts.get(each) == null ? ends.get(each) : starts.get(each).offset()));
            boolean behind = true;
            long patience = System.nanoTime() + LONGEST_TO_CATCH_UP.toNanos();
            while (goesOn.getAsBoolean()) {
                if (behind
                        && (System.nanoTime() > patience
                                || partitions.stream().allMatch(each -> consumer.position(each) >= ends.get(each)))) {
                    behind = false;
                    caughtUp.run();
                    continue;
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    parsed(record).ifPresent(reader);
                }
            }
        } catch (KafkaException e) {
            throw unreadable(e);
        }
    }

    /**
     * What was told last of the run of a call, as far as the topic goes back. Waits.
     *
     * @return empty if nothing was told of it, or that was too long ago
     * @throws CloudburstException {@link ErrorCode#UNAVAILABLE} if the topic cannot be read, {@link ErrorCode#TIMEOUT} if that takes longer
     */
    public Optional<RunRecord> find(String callId, Duration timeout) {
        byte[] key = callId.getBytes(StandardCharsets.UTF_8);
        long deadline = System.nanoTime() + timeout.toNanos();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(kafka.consumer(clientId))) {
            // As the producer's partitioner has it.
            int number = Utils.toPositive(Utils.murmur2(key))
                    % consumer.partitionsFor(Topic.RUNS.topicName(), timeout).size();
            TopicPartition partition = new TopicPartition(Topic.RUNS.topicName(), number);
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition), timeout).get(partition);
            consumer.seekToBeginning(List.of(partition));
            Optional<RunRecord> newest = Optional.empty();
            while (consumer.position(partition, timeout) < end) {
                if (System.nanoTime() > deadline) {
                    throw new CloudburstException(
                            ErrorCode.TIMEOUT,
                            "%s was not read to its end within %s; allow more".formatted(partition, timeout));
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (Arrays.equals(key, record.key())) {
                        newest = newer(newest, parsed(record).filter(RunsRecord::hasRun));
                    }
                }
            }
            return newest;
        } catch (KafkaException e) {
            throw unreadable(e);
        }
    }

    /** What has ended does not go on, whatever a job says that runs it again. */
    private static Optional<RunRecord> newer(Optional<RunRecord> before, Optional<RunsRecord> record) {
        boolean ended = before.filter(run -> run.getEnded() > 0).isPresent();
        return record.map(RunsRecord::getRun)
                .filter(run -> !ended || run.getEnded() > 0)
                .or(() -> before);
    }

    private static KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> settings) {
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static CloudburstException unreadable(KafkaException e) {
        return new CloudburstException(
                ErrorCode.UNAVAILABLE, Topic.RUNS.topicName() + " cannot be read: " + e.getMessage(), e);
    }

    private static Optional<RunsRecord> parsed(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(RunsRecord.parseFrom(record.value()));
        } catch (InvalidProtocolBufferException e) {
            // Somebody else's: nothing depends on what is here.
            return Optional.empty();
        }
    }

    /** The attempts of stages that have ended so far. */
    public static Timeline timeline(RunRecord run) {
        return TimelineCodec.decode(Trace.newBuilder()
                .setAccepted(run.getAccepted() == 0 ? run.getReceived() : run.getAccepted())
                .addAllStages(
                        run.getStagesList().stream().map(RunStage::getSpan).toList())
                .build());
    }
}
