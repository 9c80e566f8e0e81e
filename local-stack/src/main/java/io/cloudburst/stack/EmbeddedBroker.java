package io.cloudburst.stack;

import io.cloudburst.protocol.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka broker in this JVM: a real one, of one node, in KRaft mode, for this machine only (it listens on the loopback interface,
 * without authentication).
 *
 * <p>What was acknowledged survives a restart on the same directory, also after {@code kill -9}; not a power cut, because the broker
 * leaves the flushing of its files to the operating system. After a kill, a start takes up to two seconds longer, until the session
 * of the dead broker has run out.
 *
 * <p>Errors of the machine underneath, such as a full disk, make Kafka end the whole process.
 *
 * <p>Thread-safe.
 */
public final class EmbeddedBroker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);

    private static final String HOST = "127.0.0.1";
    /** Free ports are chosen before the broker takes them; somebody else may be quicker. */
    private static final int ATTEMPTS = 3;

    private final BrokerDirectory directory;
    private final KafkaRaftServer server;
    private final int port;
    private boolean closed;

    private EmbeddedBroker(BrokerDirectory directory, KafkaRaftServer server, int port) {
        this.directory = directory;
        this.server = server;
        this.port = port;
    }

    /**
     * Starts a broker and returns when it answers.
     *
     * @param directory its own directory, made if it is missing; it may hold what an earlier broker left, on whatever port that was
     * @param port to listen on; 0 for a free one
     * @throws BrokerStartException at once when the port is taken, or the directory is in use or cannot be written
     */
    public static EmbeddedBroker start(Path directory, int port) {
        BrokerDirectory opened = BrokerDirectory.open(directory.toAbsolutePath());
        try {
            for (int attempt = 1; ; attempt++) {
                int chosen = port == 0 ? freePort() : requireFree(port);
                Properties settings = settings(opened.logs(), chosen, freePort());
                opened.formatOnce(settings);
                KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
                try {
                    server.startup();
                    return new EmbeddedBroker(opened, server, chosen);
                } catch (RuntimeException e) {
                    shutDown(server);
                    if (attempt == ATTEMPTS) {
                        throw new BrokerStartException(
                                "The broker did not start on " + HOST + ":" + chosen + " with the directory "
                                        + directory + ": " + e.getMessage(),
                                e);
                    }
                    LOG.info("The broker did not start on port {}, trying again", chosen, e);
                }
            }
        } catch (Throwable e) {
            try {
                opened.close();
            } catch (IOException alsoFailed) {
                e.addSuppressed(alsoFailed);
            }
            throw e;
        }
    }

    /** {@code host:port}, as clients want it. */
    public String bootstrapServers() {
        return HOST + ":" + port;
    }

    /** The port that it listens on. */
    public int port() {
        return port;
    }

    /** Stops the broker in good order and frees its directory. A second close does nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        shutDown(server);
        try {
            directory.close();
        } catch (IOException e) {
            throw new UncheckedIOException("The lock of the broker's directory could not be given up", e);
        }
    }

    /**
     * A broker as a process of its own, until it is told to end (SIGTERM, SIGINT). Says on standard output where it listens, on one
     * line, when it does.
     *
     * @param args the directory and the port
     */
    public static void main(String[] args) throws InterruptedException {
        if (args.length != 2) {
            System.err.println("usage: EmbeddedBroker DIRECTORY PORT");
            System.exit(2);
        }
        try {
            EmbeddedBroker broker = start(Path.of(args[0]), Integer.parseInt(args[1]));
            Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "broker-shutdown"));
            System.out.println("broker listens on " + broker.bootstrapServers());
        } catch (BrokerStartException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
        new CountDownLatch(1).await();
    }

    private static void shutDown(KafkaRaftServer server) {
        server.shutdown();
        server.awaitShutdown();
    }

    private static Properties settings(Path logs, int port, int controllerPort) {
        Properties settings = new Properties();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        // Given anew at each start, so the controller's port may be another one each time.
        settings.put("controller.quorum.voters", "1@" + HOST + ":" + controllerPort);
        settings.put("listeners", "PLAINTEXT://" + HOST + ":" + port + ",CONTROLLER://" + HOST + ":" + controllerPort);
        settings.put("advertised.listeners", "PLAINTEXT://" + HOST + ":" + port);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("log.dirs", logs.toString());
        settings.put("auto.create.topics.enable", "false");

        // One node: one replica of everything, and nobody to wait for.
        settings.put("default.replication.factor", "1");
        for (String internal :
                new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            settings.put(internal + ".replication.factor", "1");
            settings.put(internal + ".num.partitions", "1");
        }
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("group.initial.rebalance.delay.ms", "0");
        // After a kill the broker waits until its former self has timed out: the default is 9 s. Much shorter, and a
        // pause of a busy
        // machine would count as a death.
        settings.put("broker.session.timeout.ms", "2000");
        settings.put("broker.heartbeat.interval.ms", "200");

        // Small: it shares a machine with the rest of the system.
        settings.put("num.network.threads", "1");
        settings.put("num.io.threads", "2");
        settings.put("background.threads", "2");
        settings.put("num.recovery.threads.per.data.dir", "1");
        settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(2 * 1024 * 1024));
        settings.put("log.segment.bytes", Integer.toString(128 * 1024 * 1024));
        settings.put("log.index.size.max.bytes", Integer.toString(1024 * 1024));
        settings.put("message.max.bytes", Integer.toString(Topic.MAX_RECORD_BYTES));
        settings.put("replica.fetch.max.bytes", Integer.toString(Topic.MAX_RECORD_BYTES));
        // A producer sends one batch a partition, at most, in a request; waiting requests are held in memory.
        settings.put("socket.request.max.bytes", Integer.toString(8 * Topic.MAX_RECORD_BYTES));
        settings.put("queued.max.request.bytes", Integer.toString(32 * Topic.MAX_RECORD_BYTES));
        return settings;
    }

    private static int requireFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(HOST, port));
            return port;
        } catch (IOException | IllegalArgumentException e) {
            throw new BrokerStartException(
                    "The broker cannot listen on " + HOST + ":" + port + " (" + e.getMessage()
                            + "). Stop what uses the port, or choose another one.",
                    e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new BrokerStartException("There is no free port on " + HOST + " (" + e.getMessage() + ")", e);
        }
    }
}
