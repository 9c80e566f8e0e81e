package io.cloudburst.chaos.cluster;

import io.cloudburst.chaos.fault.FaultSchedule;
import io.cloudburst.server.Role;
import io.cloudburst.stack.process.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeoutException;
import java.util.function.ObjIntConsumer;
import java.util.stream.Stream;

/**
 * A broker, a job manager, two task managers, two replica sets of the store, two gateways and a worker, as the distribution runs them.
 * Safe for use by many threads.
 */
public final class Cluster implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration LONGEST_TO_END = Duration.ofSeconds(10);
    private static final String LOG_CONFIGURATION = "-Dlog4j2.configurationFile=log4j2-chaos.xml";
    /** StateFun's own messages are older than protobuf's warning about such. */
    private static final String OLD_MESSAGES = "-Dcom.google.protobuf.use_unsafe_pre22_gencode=true";

    /** They live for some seconds or minutes, many of them on few cores: time that the compiler takes is time that calls wait. */
    private static final String QUICK_TO_START = "-XX:TieredStopAtLevel=1";

    /** Their numbers; each has one node. */
    public static final List<Integer> REPLICA_SETS = List.of(0, 1);

    /** From the broker to those who use it. */
    private static final List<String> BROKER_LINKS = List.of("link-clients", "link-job", "link-store", "link-gateways");

    /** To the nodes of the store. */
    private static final String NODE_LINK = "link-";

    private static final List<String> TASK_MANAGERS = List.of("taskmanager-0", "taskmanager-1");
    private static final List<String> STORE_NODES = List.of("kvs-0", "kvs-1");

    /** What can fail. */
    public static final FaultSchedule.Places PLACES = new FaultSchedule.Places(
            List.of(
                    List.of("broker"),
                    List.of("jobmanager"),
                    TASK_MANAGERS,
                    STORE_NODES,
                    List.of("gateway-0", "gateway-1"),
                    List.of("worker")),
            List.of(
                    List.of(List.of("jobmanager"), TASK_MANAGERS),
                    List.of(List.of("broker"), STORE_NODES),
                    List.of(List.of("gateway-0"), List.of("gateway-1"))),
            Stream.concat(
                            BROKER_LINKS.stream().map(List::of),
                            Stream.of(STORE_NODES.stream()
                                    .map(node -> NODE_LINK + node)
                                    .toList()))
                    .toList());

    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2, run -> {
        Thread thread = new Thread(run, "servers");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, Server> servers = new LinkedHashMap<>();
    private final Path directory;
    private final ObjIntConsumer<String> deaths;
    private final Map<String, Link> links = new LinkedHashMap<>();
    /** Where the broker is for each of those who use it. */
    private final Map<String, String> brokers = new LinkedHashMap<>();

    private final List<URI> gateways = new ArrayList<>();
    private final Thread endAtExit = new Thread(this::end, "end-servers");

    /**
     * Knows of all processes; none runs yet.
     *
     * @param directory for their data and logs
     * @param deaths is told of each process that ends although nobody has ended it, with its exit code
     */
    public Cluster(Path directory, ObjIntConsumer<String> deaths) throws IOException {
        this.directory = directory;
        this.deaths = deaths;
        Files.createDirectories(directory.resolve("logs"));
        Ports ports = new Ports();
        List<String> brokerSettings = linked(ports);
        List<String> job = List.of(
                "jobmanager.port=" + ports.next(),
                "jobmanager.rest-port=" + ports.next(),
                "jobmanager.blob-port=" + ports.next());
        role(Role.BROKER, "broker", "", brokerSettings);
        role(Role.JOBMANAGER, "jobmanager", "link-job", job);
        for (int i = 0; i < 2; i++) {
            String name = "taskmanager-" + i;
            List<String> settings = new ArrayList<>(job);
            settings.add("taskmanager.name=" + name);
            role(Role.TASKMANAGER, name, "link-job", settings);
        }
        for (int set : REPLICA_SETS) {
            String name = STORE_NODES.get(set);
            int port = ports.next();
            int announced = ports.next();
            links.put(NODE_LINK + name, new Link(NODE_LINK + name, announced, port));
            role(
                    Role.KVS,
                    name,
                    "link-store",
                    List.of(
                            "kvs.name=" + name,
                            "kvs.replica-set=" + set,
                            "kvs.port=" + port,
                            "kvs.announced=" + LOOPBACK + ":" + announced));
        }
        for (int i = 0; i < 2; i++) {
            int port = ports.next();
            gateways.add(URI.create("http://" + LOOPBACK + ":" + port));
            // Gateways have no names of their own, by which their directories would differ.
            role(
                    Role.GATEWAY,
                    "gateway-" + i,
                    "link-gateways",
                    List.of("gateway.port=" + port, "directory=" + data().resolve("gateway-" + i)));
        }
        role(Role.WORKER, "worker", "link-job", List.of("worker.port=" + ports.next()));
        Runtime.getRuntime().addShutdownHook(endAtExit);
    }

    private Path data() {
        return directory.resolve("data");
    }

    /** A port of the broker for itself, and one for each link: whoever comes by a link is told to come by it again. */
    private List<String> linked(Ports ports) throws IOException {
        String own = LOOPBACK + ":" + ports.next();
        brokers.put("", own);
        StringJoiner addresses = new StringJoiner(",").add(own);
        StringJoiner advertised = new StringJoiner(",").add("PLAINTEXT://" + own);
        for (String name : BROKER_LINKS) {
            int port = ports.next();
            int target = ports.next();
            links.put(name, new Link(name, port, target));
            brokers.put(name, LOOPBACK + ":" + port);
            addresses.add(LOOPBACK + ":" + target);
            advertised.add("CLIENTS" + links.size() + "://" + brokers.get(name));
        }
        return List.of("broker.addresses=" + addresses, "broker.properties.advertised.listeners=" + advertised);
    }

    private void role(Role role, String name, String link, List<String> settings) {
        List<String> all = new ArrayList<>();
        all.add("directory=" + data());
        all.add("kafka.bootstrap-servers=" + brokers.get(link));
        all.addAll(settings);
        add(name, ServerProcess.argumentsOf(role, all));
    }

    private void add(String name, List<String> arguments) {
        List<String> all = new ArrayList<>(List.of(LOG_CONFIGURATION, OLD_MESSAGES, QUICK_TO_START));
        all.addAll(arguments);
        Path log = directory.resolve("logs").resolve(name + ".log");
        servers.put(name, new Server(name, all, log, timer, deaths));
    }

    /**
     * Starts all of it, and returns when each process has said that it is ready.
     *
     * @throws TimeoutException if one has not in time
     */
    public void start(Duration timeout) throws TimeoutException, InterruptedException {
        // The others would wait for it, and each of them takes a core for some seconds.
        server("broker").start();
        server("broker").awaitReady(timeout);
        servers.values().stream()
                .filter(server -> !server.name().equals("broker"))
                .forEach(Server::start);
        awaitReady(timeout);
    }

    /** Returns when each process has said that it is ready since it was started last. */
    public void awaitReady(Duration timeout) throws TimeoutException, InterruptedException {
        for (Server server : servers.values()) {
            server.awaitReady(timeout);
        }
    }

    public Server server(String name) {
        return servers.get(name);
    }

    public Link link(String name) {
        return links.get(name);
    }

    /** Of all that run, where the system tells. */
    public List<ProcessFigures> figures() {
        return servers.values().stream()
                .flatMap(server -> server.figures().stream())
                .toList();
    }

    /** Where the broker is for clients. */
    public String bootstrapServers() {
        return brokers.get("link-clients");
    }

    /** Where the gateways are. */
    public List<URI> gateways() {
        return List.copyOf(gateways);
    }

    private void end() {
        timer.shutdownNow();
        List<Server> all = new ArrayList<>(servers.values());
        // The broker last: the others say good-bye to it.
        all.stream().skip(1).forEach(Server::stop);
        all.stream().skip(1).forEach(server -> server.end(LONGEST_TO_END));
        all.get(0).end(LONGEST_TO_END);
        for (Link link : links.values()) {
            try {
                link.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(endAtExit);
        } catch (IllegalStateException e) {
            // The JVM ends: the hook runs, and finds nothing left to do.
            return;
        }
    }
}
