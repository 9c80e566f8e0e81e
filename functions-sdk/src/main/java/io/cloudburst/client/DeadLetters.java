package io.cloudburst.client;

import io.cloudburst.protocol.Topic;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.deadline.Await;
import io.cloudburst.sdk.deadline.Monotonic;
import io.cloudburst.sdk.kafka.KafkaSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * What could not be taken and went to {@code cloudburst.dead-letters}, for tools: to be looked at, and put back where it came from. The
 * topic keeps it for a week. Safe for use by many threads; each question reads the topic on a connection of its own.
 */
public final class DeadLetters {
    private static final Set<String> SOURCES = Set.of(Topic.CALLS.topicName(), Topic.KVS.topicName());

    private final KafkaSettings kafka;
    private final Producer<byte[], byte[]> producer;
    private final String clientId;

    DeadLetters(KafkaSettings kafka, Producer<byte[], byte[]> producer, String clientId) {
        this.kafka = kafka;
        this.producer = producer;
        this.clientId = clientId;
    }

    /**
     * Those that match, in the order of their offsets: the first from {@link DeadLetterFilter#from}, or the newest if that is 0. Reads the
     * topic to the end that it has now.
     *
     * @param limit at most so many; at least 1
     * @throws CloudburstException {@link ErrorCode#TIMEOUT} or {@link ErrorCode#UNAVAILABLE} if it cannot be read
     */
    public List<DeadLetter> list(DeadLetterFilter filter, int limit, Duration timeout) {
        if (limit < 1) {
            throw new CloudburstException(ErrorCode.INVALID_ARGUMENT, "limit must be at least 1, not " + limit);
        }
        TreeMap<Long, DeadLetter> found = new TreeMap<>();
        try (DeadLetterLog log = new DeadLetterLog(kafka, clientId, filter.from(), timeout)) {
            log.read(record -> {
                OptionalLong replayed = DeadLetterRecords.replayed(record);
                if (replayed.isPresent()) {
                    found.computeIfPresent(
                            replayed.getAsLong(),
                            (offset, letter) -> letter.replayedAt(Instant.ofEpochMilli(record.timestamp())));
                    return;
                }
                DeadLetter letter = DeadLetterRecords.letter(record);
                if (filter.matches(letter) && (found.size() < limit || filter.from() == 0)) {
                    found.put(letter.offset(), letter);
                    if (found.size() > limit) {
                        found.pollFirstEntry();
                    }
                }
            });
        }
        return List.copyOf(found.values());
    }

    /**
     * What became of a dead letter that was to be replayed.
     *
     * @param offset of the dead letter
     * @param now where its record is now; empty if it was not put back
     * @param refusal why not; empty if it was
     */
    public record Replayed(long offset, Optional<DeadLetter.Source> now, Optional<String> refusal) {}

    /**
     * Puts the records of these dead letters back on the topics and partitions that they came from: key, value and headers as they were,
     * with the time of now. What was replayed before is only replayed {@code again} if that is asked for.
     *
     * @param offsets of dead letters; one at which there is none is among the results as well
     * @param result told of each, in the order of their offsets; last of those where there is none
     * @throws CloudburstException {@link ErrorCode#TIMEOUT} or {@link ErrorCode#UNAVAILABLE}; what was told is told, of the rest it is
     *     not known
     */
    public void replay(Set<Long> offsets, boolean again, Duration timeout, Consumer<Replayed> result) {
        TreeSet<Long> missing = new TreeSet<>(offsets);
        if (missing.isEmpty()) {
            return;
        }
        DeadLetterFilter from = DeadLetterFilter.ALL.withFrom(Math.max(0, missing.first()));
        replay(from, letter -> missing.remove(letter.offset()), again ? Before.REPLAY : Before.REFUSE, timeout, result);
        missing.forEach(offset -> result.accept(
                refused(offset, "there is no dead letter at this offset; it may be past the week that they are kept")));
    }

    /** As {@link #replay(Set, boolean, Duration, Consumer)}, all that match and were not replayed before. */
    public void replayAll(DeadLetterFilter filter, Duration timeout, Consumer<Replayed> result) {
        replay(filter, filter::matches, Before.PASS_OVER, timeout, result);
    }

    /** What is done with what was replayed before. */
    private enum Before {
        PASS_OVER,
        REFUSE,
        REPLAY
    }

    private void replay(
            DeadLetterFilter filter,
            Predicate<DeadLetter> selection,
            Before before,
            Duration timeout,
            Consumer<Replayed> result) {
        long end = Monotonic.millis() + timeout.toMillis();
        try (DeadLetterLog log = new DeadLetterLog(kafka, clientId, filter.from(), timeout)) {
            BitSet replayed = replayed(log);
            log.rewind();
            log.readByBatch(records -> {
                Map<Long, CompletableFuture<DeadLetter.Source>> sent = new LinkedHashMap<>();
                Map<Long, String> refusals = new TreeMap<>();
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    if (DeadLetterRecords.replayed(record).isPresent()) {
                        continue;
                    }
                    DeadLetter letter = DeadLetterRecords.letter(record);
                    boolean wasReplayed = replayed.get((int) (letter.offset() - log.start()));
                    if (!selection.test(letter) || (wasReplayed && before == Before.PASS_OVER)) {
                        continue;
                    }
                    Optional<String> refusal = wasReplayed && before == Before.REFUSE
                            ? Optional.of("it was replayed before; ask for that to replay it again")
                            : refusal(letter);
                    if (refusal.isPresent()) {
                        refusals.put(letter.offset(), refusal.get());
                    } else {
                        sent.put(
                                letter.offset(),
                                send(DeadLetterRecords.original(
                                        record, letter.source().orElseThrow())));
                    }
                }
                tell(sent, refusals, end, result);
            });
        }
    }

    /** The marks of what was replayed, by the distance from where the log is read. */
    private static BitSet replayed(DeadLetterLog log) {
        BitSet marks = new BitSet();
        log.read(record -> DeadLetterRecords.replayed(record).ifPresent(offset -> {
            if (offset >= log.start() && offset < record.offset()) {
                marks.set((int) (offset - log.start()));
            }
        }));
        return marks;
    }

    private Optional<String> refusal(DeadLetter letter) {
        if (letter.cut()) {
            return Optional.of("only the beginning of it was kept, of a value of %d bytes%s"
                    .formatted(
                            letter.valueBytes(),
                            letter.source()
                                    .map(source -> "; all of it was " + source)
                                    .orElse("")));
        }
        if (letter.source().isEmpty()) {
            return Optional.of("it does not say where it was: headers topic, partition and offset");
        }
        DeadLetter.Source source = letter.source().get();
        if (!SOURCES.contains(source.topic())) {
            return Optional.of("it is of topic '%s', and records are put back on %s only"
                    .formatted(source.topic(), new TreeSet<>(SOURCES)));
        }
        int partitions = partitions(source.topic());
        return source.partition() < partitions
                ? Optional.empty()
                : Optional.of("it is of partition %d, and %s has %d"
                        .formatted(source.partition(), source.topic(), partitions));
    }

    private int partitions(String topic) {
        try {
            return producer.partitionsFor(topic).size();
        } catch (KafkaException e) {
            throw new CloudburstException(
                    ErrorCode.UNAVAILABLE,
                    "the partitions of %s are not known: %s".formatted(topic, e.getMessage()),
                    e);
        }
    }

    private void tell(
            Map<Long, CompletableFuture<DeadLetter.Source>> sent,
            Map<Long, String> refusals,
            long end,
            Consumer<Replayed> result) {
        TreeMap<Long, Replayed> results = new TreeMap<>();
        refusals.forEach((offset, why) -> results.put(offset, refused(offset, why)));
        List<CompletableFuture<?>> marks = new ArrayList<>();
        sent.forEach((offset, where) -> {
            DeadLetter.Source now = await(where, end);
            // After it: what is marked has been put back.
            marks.add(send(DeadLetterRecords.mark(offset)));
            results.put(offset, new Replayed(offset, Optional.of(now), Optional.empty()));
        });
        marks.forEach(mark -> await(mark, end));
        results.values().forEach(result);
    }

    private static Replayed refused(long offset, String why) {
        return new Replayed(offset, Optional.empty(), Optional.of(why));
    }

    private static <T> T await(CompletableFuture<T> sent, long end) {
        return Await.result(
                sent, Duration.ofMillis(Math.max(0, end - Monotonic.millis())), "putting dead letters back");
    }

    private CompletableFuture<DeadLetter.Source> send(ProducerRecord<byte[], byte[]> record) {
        CompletableFuture<DeadLetter.Source> sent = new CompletableFuture<>();
        producer.send(record, (metadata, failure) -> {
            if (failure == null) {
                sent.complete(new DeadLetter.Source(metadata.topic(), metadata.partition(), metadata.offset()));
            } else {
                sent.completeExceptionally(failure);
            }
        });
        return sent;
    }
}
