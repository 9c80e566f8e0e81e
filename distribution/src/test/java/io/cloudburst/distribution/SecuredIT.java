package io.cloudburst.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.distribution.Unpacked.Said;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.registry.RegisteredWorker;
import io.cloudburst.server.RoleProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All roles from the tarball, with a broker that wants SASL over TLS, a store that wants certificates and a token of its clients, and a
 * worker that wants the same of the job. Who has everything is served; who lacks something is told so in one line.
 */
class SecuredIT {
    @TempDir
    static Path directory;

    private static final Deque<Unpacked.Server> servers = new ArrayDeque<>();

    private static Secrets secrets;
    private static Unpacked cloudburst;
    private static String broker;

    @BeforeAll
    static void start() throws Exception {
        secrets = new Secrets(directory.resolve("secrets"));
        broker = "localhost:" + Unpacked.freePort();
        Path settings = secrets.settings(broker);
        cloudburst = Unpacked.below(
                directory.resolve("unpacked"),
                Map.of("CLOUDBURST_CONFIG", settings.toString(), "CLOUDBURST_SERVER", broker));
        servers.push(cloudburst.serve("broker"));
        List<Unpacked.Server> others = new ArrayList<>();
        for (String role : List.of("kvs", "jobmanager", "taskmanager", "gateway", "worker")) {
            Unpacked.Server server = cloudburst.begin(role);
            servers.push(server);
            others.add(server);
        }
        for (Unpacked.Server other : others) {
            other.awaitReady();
        }
    }

    @AfterAll
    static void end() {
        servers.forEach(Unpacked.Server::close);
    }

    @Test
    void aCallGoesThroughAllOfIt() throws Exception {
        assertThat(client("deploy", "examples/functions.jar").code()).isZero();
        assertThat(client("call", "square", "12").text()).isEqualTo("144");
        // In the job, and from the store.
        assertThat(client("call", "visit", "home").text()).isEqualTo("1");
        // On the worker, whose code comes from the store as well.
        long worker = Long.parseLong(client("call", "where").text());
        assertThat(servers.peek().pids()).contains(worker);
        // Of a client: the store's nodes ask it, too.
        assertThat(client("kvs", "get", "visits/home").text()).contains("\"value\":1");
    }

    @Test
    void aWorkerThatIsToldToEndFinishesItsCalls() throws Exception {
        Unpacked.Server worker = cloudburst.serve("worker", "--name", "ending", "--pool", "ending");
        servers.addLast(worker);
        try (Cloudburst client = Cloudburst.connect(secrets.connection(broker))) {
            var slow = client.register(
                    "slow",
                    (FunctionContext context, String key) -> {
                        context.put(key, "begun");
                        Thread.sleep(2_000);
                        return key;
                    },
                    FunctionOptions.NONE.inPool("ending"));
            CloudFuture<String> call = slow.call("slow-one");
            await().atMost(Duration.ofSeconds(25))
                    .until(() -> client.get("slow-one", String.class).isPresent());

            assertThat(worker.stop()).isZero();

            assertThat(call.get()).isEqualTo("slow-one");
            await().untilAsserted(() -> assertThat(client.registry().workers())
                    .extracting(RegisteredWorker::name)
                    .containsExactly("worker-0"));
        }
    }

    @Test
    void clientsThatLackSomethingAreToldInOneLine() throws Exception {
        List<String> kvs = List.of("kvs", "get", "anything", "--timeout", "20s");
        assertRefused(cloudburst.say(with(kvs, secrets.clientProperties("wrong"), secrets.store())), "uthentication");
        assertRefused(cloudburst.say(with(kvs, secrets.clientPropertiesOfStrangers(), secrets.store())), "certif");
        assertRefused(
                cloudburst.say(
                        with(kvs, secrets.clientProperties(Secrets.PASSWORD), secrets.storeWithoutCertificate())),
                "no secure connection");
        assertRefused(
                cloudburst.say(with(kvs, secrets.clientProperties(Secrets.PASSWORD), secrets.storeOfStrangers())),
                "no secure connection");
        assertRefused(
                cloudburst.say(with(kvs, secrets.clientProperties(Secrets.PASSWORD), secrets.storeWithWrongToken())),
                "the token is not this node's");
    }

    @Test
    void serversThatLackSomethingDoNotStart() throws Exception {
        assertDoesNotStart(
                "error: kvs: kafka.properties: ",
                "kvs",
                "--set",
                "kvs.name=other",
                "--set",
                "kvs.port=0",
                "--set",
                "kafka.properties.sasl.jaas.config=" + Secrets.jaas("wrong"));
        assertDoesNotStart(
                "error: gateway: kafka.properties: ",
                "gateway",
                "--set",
                "directory=" + directory.resolve("other"),
                "--set",
                "gateway.port=0",
                "--set",
                "kafka.properties.ssl.truststore.location=" + secrets.trustOfStrangers());
        assertDoesNotStart(
                "error: worker: worker.tls.key: ",
                "worker",
                "--set",
                "worker.name=other",
                "--set",
                "worker.port=0",
                "--set",
                "worker.tls.key=" + secrets.keyOfStrangers());
    }

    private static void assertDoesNotStart(String message, String... arguments) throws Exception {
        Said said = cloudburst.say(arguments);
        assertThat(said.errors()).startsWith(message).hasLineCount(1);
        assertThat(said.code()).isEqualTo(RoleProcess.WRONG);
    }

    private static void assertRefused(Said said, String why) {
        assertThat(said.errors())
                .startsWith("error: UNAVAILABLE: ")
                .contains(why)
                .hasLineCount(1);
        assertThat(said.code()).isEqualTo(4);
    }

    /** With all that is wanted. */
    private static Said client(String... arguments) throws Exception {
        return cloudburst.say(with(List.of(arguments), secrets.clientProperties(Secrets.PASSWORD), secrets.store()));
    }

    private static String[] with(List<String> arguments, Path properties, List<String> store) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of("--client-properties", properties.toString()));
        all.addAll(store);
        return all.toArray(String[]::new);
    }
}
