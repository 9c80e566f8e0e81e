package io.cloudburst.client;

import io.cloudburst.protocol.BackupReply;
import io.cloudburst.protocol.BackupRequest;
import io.cloudburst.protocol.PartitionBackup;
import io.cloudburst.protocol.PartitionStatus;
import io.cloudburst.protocol.StatusReply;
import io.cloudburst.protocol.StatusRequest;
import io.cloudburst.protocol.StoreGrpc;
import io.cloudburst.protocol.StoreGrpc.StoreFutureStub;
import io.cloudburst.protocol.Topic;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.deadline.Await;
import io.cloudburst.sdk.kafka.KafkaSettings;
import io.cloudburst.sdk.registry.Registry;
import io.cloudburst.sdk.registry.StoreOwner;
import io.cloudburst.sdk.store.NodeConnections;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * The nodes of the store, for tools. A question goes to all of them at once, over connections of its own; a node that does not answer
 * is a part of the answer. Safe for use by many threads.
 */
public final class StoreNodes {
    /** Longer than a node is given, whose own failure says more. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Registry registry;
    private final KafkaSettings kafka;
    private final NodeConnections connections;
    private final String clientId;

    StoreNodes(Registry registry, KafkaSettings kafka, NodeConnections connections, String clientId) {
        this.registry = registry;
        this.kafka = kafka;
        this.connections = connections;
        this.clientId = clientId;
    }

    /**
     * What the nodes have, and where the log ends.
     *
     * @throws CloudburstException {@link ErrorCode#TIMEOUT} or {@link ErrorCode#UNAVAILABLE} if the brokers do not say
     */
    public StoreStatus status(Duration timeout) {
        List<StoreStatus.Node> nodes = new ArrayList<>();
        ask(timeout, stub -> stub.status(StatusRequest.getDefaultInstance())).forEach(answer -> {
            StoreOwner node = answer.node();
            nodes.add(new StoreStatus.Node(
                    node.name(),
                    node.replicaSet(),
                    node.address(),
                    new TreeSet<>(node.partitions()),
                    answer.reply().map(StoreNodes::partitions).orElse(List.of()),
                    answer.failure()));
        });
        // After the nodes: what they have applied is within it.
        return new StoreStatus(nodes, ends(timeout));
    }

    private static List<StoreStatus.Partition> partitions(StatusReply reply) {
        return reply.getPartitionsList().stream().map(StoreNodes::partition).toList();
    }

    private static StoreStatus.Partition partition(PartitionStatus status) {
        long applied = status.getApplied().getOffset();
        return new StoreStatus.Partition(
                status.getApplied().getPartition(),
                applied,
                applied >= status.getReadableFrom(),
                status.getKeys(),
                status.getBytes());
    }

    /** Has every node back up its partitions now, and waits for it; what is not over in time goes on. */
    public List<NodeBackups> backUp(Duration timeout) {
        return ask(timeout, stub -> stub.backup(BackupRequest.getDefaultInstance())).stream()
                .map(StoreNodes::backups)
                .toList();
    }

    private static NodeBackups backups(Answer<BackupReply> answer) {
        List<NodeBackups.Backup> written = new ArrayList<>();
        SortedMap<Integer, String> failed = new TreeMap<>();
        for (PartitionBackup backup :
                answer.reply().map(BackupReply::getBackupsList).orElse(List.of())) {
            if (backup.hasWritten()) {
                written.add(new NodeBackups.Backup(
                        backup.getPartition(),
                        backup.getWritten().getId(),
                        backup.getWritten().getApplied(),
                        backup.getWritten().getBytes()));
            } else {
                failed.put(backup.getPartition(), backup.getFailure().getMessage());
            }
        }
        return new NodeBackups(
                answer.node().name(),
                answer.node().replicaSet(),
                answer.reply().map(BackupReply::getDirectory).orElse(""),
                written,
                failed,
                answer.failure());
    }

    /** @param failure empty if there is a reply */
    private record Answer<R>(StoreOwner node, Optional<R> reply, Optional<String> failure) {}

    private <R> List<Answer<R>> ask(Duration timeout, Function<StoreFutureStub, Future<R>> question) {
        long nanos = timeout.toNanos();
        List<StoreOwner> nodes = registry.storeNodes();
        List<ManagedChannel> channels = new ArrayList<>();
        try {
            List<Future<R>> replies = new ArrayList<>();
            for (StoreOwner node : nodes) {
                ManagedChannel channel = connections.to(node.address()).build();
                channels.add(channel);
                replies.add(question.apply(
                        StoreGrpc.newFutureStub(channel).withDeadlineAfter(nanos, TimeUnit.NANOSECONDS)));
            }
            long end = System.nanoTime() + timeout.plus(GRACE).toNanos();
            List<Answer<R>> answers = new ArrayList<>();
            for (int i = 0; i < nodes.size(); i++) {
                answers.add(answer(nodes.get(i), replies.get(i), end));
            }
            return answers;
        } finally {
            channels.forEach(ManagedChannel::shutdownNow);
        }
    }

    private static <R> Answer<R> answer(StoreOwner node, Future<R> reply, long endNanos) {
        try {
            long left = Math.max(0, endNanos - System.nanoTime());
            return new Answer<>(node, Optional.of(reply.get(left, TimeUnit.NANOSECONDS)), Optional.empty());
        } catch (ExecutionException | TimeoutException e) {
            return new Answer<>(node, Optional.empty(), Optional.of(described(node, e)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CloudburstException(ErrorCode.CANCELLED, "interrupted while asking store nodes", e);
        }
    }

    private static String described(StoreOwner node, Exception failure) {
        Status status = Status.fromThrowable(failure);
        return switch (status.getCode()) {
            case FAILED_PRECONDITION -> status.getDescription();
            case UNAVAILABLE ->
                "store node %s can't be reached at %s; does it run?".formatted(node.name(), node.address());
            case DEADLINE_EXCEEDED ->
                "store node %s at %s did not answer in time; allow more".formatted(node.name(), node.address());
            case UNIMPLEMENTED -> "store node %s is of an older version, which can't do this".formatted(node.name());
            case UNAUTHENTICATED ->
                "store node %s refuses this client: %s".formatted(node.name(), status.getDescription());
            default -> "store node %s at %s: %s".formatted(node.name(), node.address(), status);
        };
    }

    private SortedMap<Integer, Long> ends(Duration timeout) {
        Map<String, Object> properties = kafka.admin(clientId);
        // Also for close(), which waits for what was asked.
        properties.put("default.api.timeout.ms", Long.toString(timeout.toMillis()));
        properties.put("request.timeout.ms", Long.toString(timeout.toMillis()));
        String topic = Topic.KVS.topicName();
        try (Admin admin = Admin.create(properties)) {
            TopicDescription description = await(
                            admin.describeTopics(List.of(topic))
                                    .allTopicNames()
                                    .toCompletionStage()
                                    .toCompletableFuture(),
                            timeout)
                    .get(topic);
            Map<TopicPartition, OffsetSpec> latest = description.partitions().stream()
                    .collect(Collectors.toMap(
                            partition -> new TopicPartition(topic, partition.partition()),
                            partition -> OffsetSpec.latest()));
            Map<TopicPartition, ListOffsetsResultInfo> ends =
                    await(admin.listOffsets(latest).all().toCompletionStage().toCompletableFuture(), timeout);
            SortedMap<Integer, Long> byPartition = new TreeMap<>();
            ends.forEach((partition, end) -> byPartition.put(partition.partition(), end.offset()));
            return byPartition;
        } catch (KafkaException e) {
            throw new CloudburstException(
                    ErrorCode.UNAVAILABLE, "the end of the log is not known: " + e.getMessage(), e);
        }
    }

    private static <T> T await(CompletableFuture<T> answer, Duration timeout) {
        return Await.result(answer, timeout, "the question for the end of " + Topic.KVS.topicName());
    }
}
