package io.cloudburst.kvs;

import io.cloudburst.kvs.rocks.StorageException;
import io.cloudburst.protocol.Topic;
import io.cloudburst.protocol.trace.Tracing;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that follows the log: it owns the stores of the partitions that the replica set's group assigns to this node, polls
 * their records and applies them.
 *
 * <p>A broker that is away is waited for by the Kafka client. Any other failure ends the <em>session</em>, one consumer's life, and
 * another begins after a while. Only two things end the thread: {@link #close}, and what no retry can mend, with which
 * {@link #ended} completes then.
 */
final class LogFollower implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration BETWEEN_FLUSHES = Duration.ofSeconds(30);
    private static final Duration LEAVING = Duration.ofSeconds(5);
    private static final Duration STOPPING = Duration.ofSeconds(60);
    private static final int KEYS_TIDIED_AT_A_TIME = 64;

    private static final Logger log = LoggerFactory.getLogger(LogFollower.class);

    private final StoreNodeSettings settings;
    private final KafkaClients clients;
    private final PartitionDirectories directories;
    private final PartitionOpener opener;
    private final Optional<BackupSchedule> backups;
    private final OwnedPartitions owned;
    private final Purges purges;
    private final Announcements announcements;
    private final Thread thread;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Map<TopicPartition, AssignedPartition> assigned =
            new TreeMap<>(Comparator.comparing(TopicPartition::partition));
    // Null between sessions; another thread only wakes it.
    private volatile Consumer<byte[], byte[]> consumer;
    private long flushedNanos = System.nanoTime();
    private boolean untidy;

    LogFollower(
            StoreNodeSettings settings,
            KafkaClients clients,
            PartitionDirectories directories,
            PartitionOpener opener,
            Optional<BackupSchedule> backups,
            OwnedPartitions owned,
            Purges purges,
            Announcements announcements) {
        this.settings = settings;
        this.clients = clients;
        this.directories = directories;
        this.opener = opener;
        this.backups = backups;
        this.owned = owned;
        this.purges = purges;
        this.announcements = announcements;
        this.thread = new Thread(this::run, "store-follower-" + settings.name());
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Completes when the thread has ended, exceptionally if nobody asked it to. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    private void run() {
        try {
            RetryDelay retryDelay = new RetryDelay();
            while (!isStopping()) {
                runSession(retryDelay);
            }
            ended.complete(null);
        } catch (Throwable e) {
            log.error("store node {} can't follow the log any more and serves nothing; restart it", settings.name(), e);
            ended.completeExceptionally(e);
        }
    }

    private void runSession(RetryDelay retryDelay) throws InterruptedException {
        try (Admin admin = clients.admin()) {
            consumer = clients.follower();
            consumer.subscribe(List.of(Topic.KVS.topicName()), new Assignments());
            while (!isStopping()) {
                step(admin);
                retryDelay.reset();
            }
        } catch (WakeupException e) {
            log.debug("store node {} is woken up to stop", settings.name());
        } catch (FencedInstanceIdException e) {
            // Not ours to withdraw: the registry's entry of that name is the other's now.
            announcements.abandon();
            throw new StoreNodeException(
                    "another store node with the name " + settings.name() + " has joined " + settings.groupId()
                            + " and taken this one's place; give each node a name of its own",
                    e);
        } catch (RuntimeException e) {
            retryDelay.begin();
            log.error(
                    "store node {} lost the log at {} and begins again in {} ms",
                    settings.name(),
                    settings.bootstrapServers(),
                    retryDelay.millis(),
                    e);
        } finally {
            endSession();
        }
        stop.await(retryDelay.millis(), TimeUnit.MILLISECONDS);
    }

    private void endSession() {
        if (isStopping()) {
            announcements.withdraw();
        }
        closeAll(List.copyOf(assigned.keySet()));
        if (consumer != null) {
            // A node that only stumbles stays a member and so keeps its partitions.
            GroupMembershipOperation operation =
                    isStopping() ? GroupMembershipOperation.LEAVE_GROUP : GroupMembershipOperation.REMAIN_IN_GROUP;
            try {
                consumer.close(CloseOptions.timeout(LEAVING).withGroupMembershipOperation(operation));
            } catch (KafkaException e) {
                log.warn("store node {} could not leave {} in order", settings.name(), settings.groupId(), e);
            }
            consumer = null;
        }
    }

    private void step(Admin admin) {
        followAssigned(admin);
        announcements.announce(owned.numbers());
        ConsumerRecords<byte[], byte[]> records;
        try {
            records = consumer.poll(untidy ? Duration.ZERO : POLL);
        } catch (OffsetOutOfRangeException e) {
            log.error("store node {} has lost its place in the log: {}", settings.name(), e.getMessage());
            e.partitions().forEach(partition -> {
                consumer.pause(List.of(partition));
                assigned.get(partition).placeLost();
            });
            return;
        }
        for (TopicPartition partition : records.partitions()) {
            onStorage(assigned.get(partition), followed -> apply(followed, records.records(partition)));
        }
        for (AssignedPartition partition : assigned.values()) {
            if (partition.isCatchingUp()) {
                partition.readUpTo(consumer.position(partition.topicPartition()));
            }
        }
        if (records.isEmpty()) {
            tidy();
        }
        purge(admin);
        flushFromTimeToTime();
        backups.ifPresent(this::backUpWhenDue);
    }

    private static void apply(AssignedPartition partition, List<ConsumerRecord<byte[], byte[]>> batch) {
        if (!Tracing.isOn()) {
            partition.store().apply(batch);
            return;
        }
        Instant began = Instant.now();
        partition.store().apply(batch);
        AppliedSpans.add(batch, began);
    }

    /** Opens what is assigned, and finds its place in the log. */
    private void followAssigned(Admin admin) {
        List<AssignedPartition> due =
                assigned.values().stream().filter(AssignedPartition::isDue).collect(Collectors.toList());
        if (due.isEmpty()) {
            return;
        }
        List<TopicPartition> partitions =
                due.stream().map(AssignedPartition::topicPartition).collect(Collectors.toList());
        LogBounds bounds = LogBounds.read(Topic.KVS.topicName(), partitions, consumer, admin);
        for (AssignedPartition partition : due) {
            if (partition.open(bounds)) {
                onStorage(partition, opened -> opened.follow(bounds).ifPresent(next -> {
                    consumer.seek(opened.topicPartition(), next);
                    consumer.resume(List.of(opened.topicPartition()));
                }));
            }
        }
    }

    private void tidy() {
        untidy = false;
        for (AssignedPartition partition : assigned.values()) {
            onStorage(partition, followed -> untidy |= followed.store().tidy(KEYS_TIDIED_AT_A_TIME));
        }
    }

    private void purge(Admin admin) {
        for (AssignedPartition partition : assigned.values()) {
            if (partition.isFollowed() && !partition.isCatchingUp()) {
                onStorage(partition, followed -> purges.step(followed.store(), admin));
            }
        }
    }

    private void backUpWhenDue(BackupSchedule schedule) {
        for (AssignedPartition partition : assigned.values()) {
            if (partition.isFollowed()) {
                schedule.backUpWhenDue(partition.store());
            }
        }
        schedule.keepAskedOf(owned.numbers());
    }

    /** So that a crash is caught up with soon, and nothing is unflushed for as long as the log keeps it. */
    private void flushFromTimeToTime() {
        if (System.nanoTime() - flushedNanos < BETWEEN_FLUSHES.toNanos()) {
            return;
        }
        flushedNanos = System.nanoTime();
        for (AssignedPartition partition : assigned.values()) {
            onStorage(partition, AssignedPartition::flush);
        }
    }

    /** Does something with a partition's store; where its storage fails, that partition begins anew and the others don't notice. */
    private void onStorage(AssignedPartition partition, java.util.function.Consumer<AssignedPartition> action) {
        if (partition.store() == null) {
            return;
        }
        try {
            action.accept(partition);
        } catch (StorageException e) {
            consumer.pause(List.of(partition.topicPartition()));
            partition.storageFailed(e);
        }
    }

    private void closeAll(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            AssignedPartition closing = assigned.remove(partition);
            if (closing != null) {
                closing.close();
            }
        }
    }

    private boolean isStopping() {
        return stop.getCount() == 0;
    }

    /**
     * Closes the stores, leaves the group and ends the thread.
     *
     * @throws StoreNodeException if that takes too long; the native memory must not be released then
     */
    @Override
    public void close() {
        stop.countDown();
        Consumer<byte[], byte[]> running = consumer;
        if (running != null) {
            running.wakeup();
        }
        try {
            thread.join(STOPPING.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            throw new StoreNodeException(
                    "store node " + settings.name() + " has not closed its partitions within " + STOPPING.toSeconds()
                            + " s; end its process, what is not flushed is read from the log again",
                    null);
        }
    }

    /** What the group gives and takes. Runs within a poll, on the follower's thread. */
    private final class Assignments implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            for (TopicPartition partition : partitions) {
                assigned.put(partition, new AssignedPartition(partition, directories, opener, owned, backups));
                // Anywhere will do until its place is found; without one the client would ask the group, which knows
                // none.
                consumer.seek(partition, 0);
            }
            consumer.pause(partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            closeAll(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            log.warn(
                    "store node {} was away from {} for too long; others have taken partitions {}",
                    settings.name(),
                    settings.groupId(),
                    partitions);
            closeAll(partitions);
        }
    }
}
