package io.cloudburst.sdk.kafka;

import io.cloudburst.protocol.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees that nobody deletes the topics under a running process. One that is missing is made anew, empty. A process that has followed the
 * old one holds offsets that mean nothing in the new one, and must begin anew itself: then {@link #replaced} completes.
 *
 * <p>Brokers that are away are no matter here. Any number of processes may do this at once. Thread-safe.
 */
public final class TopicGuard implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicGuard.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(3);
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(10);
    /** Of these nobody keeps an offset. */
    private static final Set<Topic> FOLLOWED_ANEW = EnumSet.of(Topic.RUNS, Topic.DEAD_LETTERS);

    private final Admin admin;
    private final TopicPartitions partitions;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "topic-guard");
        thread.setDaemon(true);
        return thread;
    });
    /** As they were seen first. Used by the timer's thread. */
    private final Map<Topic, Uuid> known = new EnumMap<>(Topic.class);

    /** What the look before has missed: a broker that has just begun may not know all topics yet. Used by the timer's thread. */
    private List<Topic> missed = List.of();

    private volatile boolean looked;
    private final CompletableFuture<String> replaced = new CompletableFuture<>();

    private TopicGuard(Admin admin, TopicPartitions partitions) {
        this.admin = admin;
        this.partitions = partitions;
    }

    /**
     * Begins to look after the topics, which are there.
     *
     * @param partitions for topics that are made anew
     */
    public static TopicGuard start(KafkaSettings kafka, TopicPartitions partitions) {
        TopicGuard guard = new TopicGuard(Admin.create(kafka.admin(Topics.CLIENT_ID + "-guard")), partitions);
        guard.timer.scheduleWithFixedDelay(guard::look, 0, BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
        return guard;
    }

    /** Completes, with what is to be said of it, when a topic is not the one that it was at the start. */
    public CompletionStage<String> replaced() {
        return replaced.minimalCompletionStage();
    }

    /** Whether it knows by now which topics there are: what is deleted before that, it takes for one that was never there. */
    public boolean hasLooked() {
        return looked;
    }

    private void look() {
        try {
            List<Topic> missing = note();
            if (!missing.isEmpty() && missing.equals(missed)) {
                LOG.error(
                        "{} deleted while this process runs; made anew, without what was in there",
                        missing.stream()
                                .map(Topic::topicName)
                                .collect(Collectors.joining(" and ", "", missing.size() == 1 ? " was" : " were")));
                Topics.ensure(admin, partitions, LONGEST_LOOK);
                missing = note();
            }
            missed = missing;
            looked = true;
        } catch (TopicsException e) {
            LOG.warn("a topic that is missing could not be made: {}", e.getMessage());
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("the brokers do not say which topics they have", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // It must not be the last look.
            LOG.warn("whether all topics are there is not known", e);
        }
    }

    /** @return which are missing */
    private List<Topic> note() throws ExecutionException, TimeoutException, InterruptedException {
        List<Topic> missing = new ArrayList<>();
        Map<String, KafkaFuture<TopicDescription>> asked = admin.describeTopics(
                        List.of(Topic.values()).stream().map(Topic::topicName).toList())
                .topicNameValues();
        for (Topic topic : Topic.values()) {
            try {
                TopicDescription found =
                        asked.get(topic.topicName()).get(LONGEST_LOOK.toMillis(), TimeUnit.MILLISECONDS);
                Uuid first = known.putIfAbsent(topic, found.topicId());
                if (first != null && !first.equals(found.topicId())) {
                    noteReplaced(topic, found.topicId());
                }
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
                missing.add(topic);
            }
        }
        return missing;
    }

    private void noteReplaced(Topic topic, Uuid now) {
        known.put(topic, now);
        if (!FOLLOWED_ANEW.contains(topic)) {
            replaced.complete(
                    topic.topicName()
                            + " was deleted and made again while this process ran; it must begin anew, with what the new topic has");
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        admin.close(Duration.ZERO);
    }
}
