package io.cloudburst.kvs;

import io.cloudburst.kvs.rocks.NativeLibrary;
import io.cloudburst.kvs.rocks.StoreMemory;
import io.cloudburst.protocol.Topic;
import io.cloudburst.protocol.trace.TracedServer;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node of the store: one of a replica set whose nodes together follow the whole log. It holds the partitions that the set's group
 * assigns to it, answers reads of them over RPC, and announces itself in the registry.
 *
 * <p>What it stores is a copy of the log: after a crash it goes on from its last flush, with an empty directory from the beginning.
 * Brokers and topics may come up after it and go away meanwhile: it waits for them, and answers from what it has.
 *
 * <p>Thread-safe.
 */
public final class StoreNode implements AutoCloseable {
    private static final int MAX_CALLS_A_CONNECTION = 1_024;
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(StoreNode.class);

    private final StoreNodeSettings settings;
    private final OwnedPartitions owned = new OwnedPartitions();
    // What is to be closed: each needs those under it, so the last one opened is on top.
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private StoreService service;
    private Server server;
    private LogFollower follower;

    private StoreNode(StoreNodeSettings settings) {
        this.settings = settings;
    }

    /**
     * Starts a node. It answers from when the group has assigned it partitions, which {@link #partitions} shows.
     *
     * @throws StoreNodeException if its directory is taken or its address can't be listened on
     */
    public static StoreNode start(StoreNodeSettings settings) {
        StoreNode node = new StoreNode(settings);
        try {
            node.open();
            return node;
        } catch (RuntimeException e) {
            node.close();
            throw e;
        }
    }

    private void open() {
        parts.push(DirectoryLock.take(settings.dataDirectory()));
        NativeLibrary.loadFrom(settings.dataDirectory().resolve("native"));
        StoreMemory memory = new StoreMemory(settings.memoryBytes());
        parts.push(memory);
        KafkaClients clients = new KafkaClients(settings);
        Producer<byte[], byte[]> producer = clients.producer();
        parts.push(() -> producer.close(CLOSING));
        ExecutorService readers = newReaders();
        parts.push(readers::shutdownNow);
        PartitionDirectories directories = new PartitionDirectories(settings.dataDirectory());
        PartitionOpener opener = new PartitionOpener(memory, new DeadLetterTopic(producer), new SplittableRandom());
        Optional<BackupSchedule> backups = settings.backups()
                .map(where -> new BackupSchedule(where, settings, directories, memory, new SplittableRandom()));
        backups.ifPresent(parts::push);
        service = new StoreService(settings.name(), settings.replicaSet(), owned, backups, readers);
        server = startServer(readers);
        parts.push(this::stopServer);
        follower = new LogFollower(
                settings,
                clients,
                directories,
                opener,
                backups,
                owned,
                new Purges(producer, settings.purgeAfter(), new SplittableRandom()),
                new Announcements(producer, settings, address()));
        parts.push(follower);
        follower.start();
        log.info("store node {} of replica set {} listens at {}", settings.name(), settings.replicaSet(), address());
    }

    private ExecutorService newReaders() {
        AtomicInteger number = new AtomicInteger();
        return Executors.newFixedThreadPool(Math.max(2, Runtime.getRuntime().availableProcessors()), task -> {
            Thread thread = new Thread(task, "store-reader-" + settings.name() + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    private Server startServer(ExecutorService readers) {
        InetSocketAddress listening = new InetSocketAddress(settings.host(), settings.port());
        if (listening.isUnresolved()) {
            throw new StoreNodeException(
                    "host '" + settings.host() + "' of store node " + settings.name()
                            + " is unknown here; give a name or address of this machine",
                    null);
        }
        try {
            NettyServerBuilder server = NettyServerBuilder.forAddress(
                    listening,
                    settings.security().map(RpcSecurity::credentials).orElseGet(InsecureServerCredentials::create));
            settings.security().flatMap(RpcSecurity::tokenCheck).ifPresent(server::intercept);
            return server.executor(Runnable::run)
                    .callExecutor(new CallThreads(readers))
                    .addService(service)
                    .intercept(new TracedServer())
                    .maxInboundMessageSize(Topic.MAX_RECORD_BYTES)
                    .maxConcurrentCallsPerConnection(MAX_CALLS_A_CONNECTION)
                    .permitKeepAliveTime(10, TimeUnit.SECONDS)
                    .permitKeepAliveWithoutCalls(true)
                    .build()
                    .start();
        } catch (IOException e) {
            throw new StoreNodeException(
                    "store node " + settings.name() + " can't listen on " + settings.host() + ":" + settings.port()
                            + "; give a host of this machine and a port that is free, or 0",
                    e);
        }
    }

    /** Where others reach its RPC server, {@code host:port}. */
    public String address() {
        return settings.announced().orElseGet(() -> settings.host() + ":" + server.getPort());
    }

    /** The partitions that it answers for at the moment. */
    public SortedSet<Integer> partitions() {
        return owned.numbers();
    }

    /** Completes when the node has stopped: normally after {@link #close}, exceptionally if it could not go on and must be replaced. */
    public CompletionStage<Void> stopped() {
        return follower.ended().minimalCompletionStage();
    }

    private void stopServer() throws InterruptedException {
        server.shutdown();
        service.endWatches();
        if (!server.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
            server.shutdownNow().awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Stops in order: takes back its announcement, flushes, leaves the group, so that others take its partitions at once. May be
     * called again.
     *
     * @throws StoreNodeException if a part can't be closed; what it needs stays open then
     */
    @Override
    public synchronized void close() {
        while (!parts.isEmpty()) {
            try {
                parts.peek().close();
                parts.pop();
            } catch (RuntimeException e) {
                throw e;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StoreNodeException("interrupted while store node " + settings.name() + " closes", e);
            } catch (Exception e) {
                throw new StoreNodeException("store node " + settings.name() + " can't be closed in order", e);
            }
        }
    }
}
