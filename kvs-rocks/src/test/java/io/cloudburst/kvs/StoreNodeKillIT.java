package io.cloudburst.kvs;

import static io.cloudburst.kvs.StoreTestClient.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudburst.lattices.Lattice;
import io.cloudburst.protocol.Version;
import io.grpc.StatusRuntimeException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that is killed again and again while it is written to. */
class StoreNodeKillIT {
    private static final int KILLS = 3;
    private static final int KEYS = 50;
    private static final int WRITES_A_LIFE = 300;
    private static final Path LOG = Path.of("target", "killed-store-node.log");

    @TempDir
    private Path directory;

    @Test
    void noAcknowledgedWriteIsEverMissing() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("repeat with -Dseed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        String address = "127.0.0.1:" + port;
        Map<String, Version> versions = new TreeMap<>();
        Map<String, Lattice<?>> values = new TreeMap<>();
        try (TestBroker broker = TestBroker.start(directory.resolve("broker"))) {
            broker.createTopics(2);
            try (StoreTestClient client = new StoreTestClient(broker.bootstrapServers())) {
                for (int life = 0; life <= KILLS; life++) {
                    Process node = startNode(broker, port);
                    try {
                        for (int i = 0; i < WRITES_A_LIFE; i++) {
                            int time = life * WRITES_A_LIFE + i;
                            String key = "key " + random.nextInt(KEYS);
                            values.put(key, text(time, "written at " + time));
                            versions.put(key, client.write(key, values.get(key)));
                            if (random.nextInt(100) == 0) {
                                assertHas(address, key, versions.get(key), values.get(key));
                            }
                        }
                        if (life == KILLS) {
                            values.forEach((key, value) -> assertHas(address, key, versions.get(key), value));
                        }
                    } finally {
                        node.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
                    }
                }
            }
        }
    }

    private static void assertHas(String address, String key, Version version, Lattice<?> value) {
        await().atMost(Duration.ofSeconds(40))
                .ignoreExceptionsInstanceOf(StatusRuntimeException.class)
                .untilAsserted(() ->
                        assertThat(StoreTestClient.read(address, key, version)).isEqualTo(Optional.of(value)));
    }

    private Process startNode(TestBroker broker, int port) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StoreNodeProcess.class.getName(),
                        broker.bootstrapServers(),
                        "a",
                        directory.resolve("a").toString(),
                        Integer.toString(port))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(LOG.toFile()))
                .start();
    }
}
