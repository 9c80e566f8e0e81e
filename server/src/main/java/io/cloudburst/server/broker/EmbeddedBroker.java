package io.cloudburst.server.broker;

import io.cloudburst.server.settings.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka broker in this JVM: a real one, of one node, in KRaft mode. Unless its settings say otherwise it is for this machine only
 * (it listens on the loopback interface) and authenticates nobody.
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

    private static final String LOOPBACK = "127.0.0.1";
    private static final String EVERYWHERE = "0.0.0.0";
    /** Free ports are chosen before the broker takes them; somebody else may be quicker. */
    private static final int ATTEMPTS = 3;

    private final BrokerDirectory directory;
    private final KafkaRaftServer server;
    private final List<Address> addresses;
    private boolean closed;

    private EmbeddedBroker(BrokerDirectory directory, KafkaRaftServer server, List<Address> addresses) {
        this.directory = directory;
        this.server = server;
        this.addresses = addresses;
    }

    /**
     * Starts a broker for this machine and returns when it answers.
     *
     * @param directory its own directory, made if it is missing; it may hold what an earlier broker left, on whatever port that was
     * @param port to listen on; 0 for a free one
     * @throws BrokerStartException at once when the port is taken, or the directory is in use or cannot be written
     */
    public static EmbeddedBroker start(Path directory, int port) {
        return start(directory, List.of(new Address(LOOPBACK, port)), Map.of());
    }

    /**
     * Starts a broker and returns when it answers.
     *
     * @param directory as above
     * @param addresses under which clients reach it, each with a port of its own to listen on; 0 for a free one. If all of them are
     *     loopback addresses it listens on the loopback interface, otherwise on all
     * @param properties Kafka's, which go before those that are made here
     * @throws BrokerStartException as above
     */
    public static EmbeddedBroker start(Path directory, List<Address> addresses, Map<String, String> properties) {
        String bindHost = bindHost(addresses);
        BrokerDirectory opened = BrokerDirectory.open(directory.toAbsolutePath());
        try {
            for (int attempt = 1; ; attempt++) {
                List<Address> chosen = addresses.stream()
                        .map(address -> address.port() == 0
                                ? new Address(address.host(), freePort())
                                : requireFree(bindHost, address))
                        .toList();
                Properties settings = BrokerProperties.of(opened.logs(), bindHost, chosen, freePort());
                settings.putAll(properties);
                opened.formatOnce(settings);
                KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
                try {
                    server.startup();
                    return new EmbeddedBroker(opened, server, chosen);
                } catch (RuntimeException e) {
                    shutDown(server);
                    if (attempt == ATTEMPTS) {
                        throw new BrokerStartException(
                                "The broker did not start on " + chosen.get(0) + " with the directory " + directory
                                        + ": " + e.getMessage(),
                                e);
                    }
                    LOG.info("The broker did not start on {}, trying again", chosen.get(0), e);
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

    /** Where a broker listens that has these addresses. */
    public static String bindHost(List<Address> addresses) {
        return addresses.stream().allMatch(Address::isLoopback) ? LOOPBACK : EVERYWHERE;
    }

    /** {@code host:port}, as clients want it; the first, if it has several. */
    public String bootstrapServers() {
        return addresses.get(0).toString();
    }

    /** The port that it listens on; the first, if it has several. */
    public int port() {
        return addresses.get(0).port();
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

    private static void shutDown(KafkaRaftServer server) {
        server.shutdown();
        server.awaitShutdown();
    }

    private static Address requireFree(String bindHost, Address address) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(bindHost, address.port()));
            return address;
        } catch (IOException | IllegalArgumentException e) {
            throw new BrokerStartException(
                    "The broker cannot listen on " + bindHost + ":" + address.port() + " (" + e.getMessage()
                            + "). Stop what uses the port, or choose another one.",
                    e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new BrokerStartException("There is no free port on " + LOOPBACK + " (" + e.getMessage() + ")", e);
        }
    }
}
