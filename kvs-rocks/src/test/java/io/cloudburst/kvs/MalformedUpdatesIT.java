package io.cloudburst.kvs;

import static io.cloudburst.kvs.StoreTestClient.read;
import static io.cloudburst.kvs.StoreTestClient.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudburst.lattices.GrowOnlyCounter;
import io.cloudburst.lattices.GrowOnlySet;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.protocol.Topic;
import io.cloudburst.protocol.Version;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records on the log that are no updates, among such that are. Longer runs: {@code -Drounds}. */
class MalformedUpdatesIT {
    private static final int ROUNDS = Integer.getInteger("rounds", 10);
    private static final int PARTITIONS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    // By "partition@offset"; of what must be refused, something that the reason says.
    private final Map<String, String> refused = new HashMap<>();

    @TempDir
    private Path directory;

    @Test
    void whatIsNoUpdateIsADeadLetterWithItsReasonAndTheOthersGoOn() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("repeat with -Dseed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        try (TestBroker broker = TestBroker.start(directory.resolve("broker"))) {
            broker.createTopics(PARTITIONS);
            try (StoreTestClient client = new StoreTestClient(broker.bootstrapServers());
                    StoreNode node = StoreNode.start(
                            StoreNodeSettings.local(broker.bootstrapServers(), "a", directory.resolve("a")))) {
                await().atMost(PATIENCE).until(() -> node.partitions().size() == PARTITIONS);
                for (int round = 0; round < ROUNDS; round++) {
                    writeMalformed(client, random);
                    assertGoesOn(client, node, round, seed);
                }
                assertDeadLetters(client, seed);
                assertThat(node.stopped().toCompletableFuture()).isNotDone();
            }
        }
    }

    private void writeMalformed(StoreTestClient client, SplittableRandom random) {
        byte[] key = ("key " + random.nextInt(10)).getBytes(UTF_8);
        byte[] real = StoreTestClient.update(text(random.nextInt(), "text " + random.nextInt()));

        byte[] cut = Arrays.copyOf(real, random.nextInt(real.length));
        refuse(client.writeRaw(key, cut), "");
        byte[] noise = new byte[1 + random.nextInt(200)];
        random.nextBytes(noise);
        // A wire type that there is none of, so that it can't be an update by chance.
        noise[0] = (byte) (noise[0] | 7);
        refuse(client.writeRaw(key, noise), "not an Update");
        byte[] foreignFormat = real.clone();
        foreignFormat[2] = (byte) (2 + random.nextInt(100));
        refuse(client.writeRaw(key, foreignFormat), "not an encoded lattice: format version");
        refuse(client.writeRaw(key, new byte[0]), "not an encoded lattice");
        refuse(client.writeRaw(key, null), "no value");
        refuse(client.writeRaw((byte[]) null, real), "no key");
        refuse(client.writeRaw((byte[]) null, null), "no key");
        refuse(client.writeRaw(new byte[0], real), "key is empty");
        refuse(client.writeRaw(new byte[] {(byte) 0xc3, (byte) 0x28}, real), "not UTF-8");
        // The key's type is that of the first.
        String typed = "typed " + random.nextLong();
        client.write(typed, GrowOnlyCounter.of(1, 1));
        refuse(client.write(typed, GrowOnlySet.of(key)), "a grow-only-set, but the key has a grow-only-counter");
        byte[] huge = new byte[Topic.MAX_RECORD_BYTES - 1024 - random.nextInt(1000)];
        Arrays.fill(huge, (byte) 7);
        refuse(client.writeRaw(key, huge), "not an Update");
    }

    private void refuse(Version version, String reason) {
        refused.put(version.getPartition() + "@" + version.getOffset(), reason);
    }

    private static void assertGoesOn(StoreTestClient client, StoreNode node, int round, long seed) {
        for (String key : new String[] {"good 1", "good 2", "good 3"}) {
            Lattice<?> value = text(round, "in round " + round);
            Version version = client.write(key, value);
            assertThat(read(node.address(), key, version)).as("seed %d", seed).isEqualTo(java.util.Optional.of(value));
        }
    }

    private void assertDeadLetters(StoreTestClient client, long seed) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            Map<String, String> reasons = new HashMap<>();
            for (ConsumerRecord<byte[], byte[]> letter : client.readAll(Topic.DEAD_LETTERS)) {
                boolean cut = letter.headers().lastHeader("cut") != null;
                assertThat(cut).as("seed %d", seed).isEqualTo(letter.value() != null && letter.value().length > 10_000);
                reasons.put(header(letter, "partition") + "@" + header(letter, "offset"), header(letter, "reason"));
            }
            assertThat(reasons.keySet()).as("seed %d", seed).isEqualTo(refused.keySet());
            refused.forEach((where, reason) ->
                    assertThat(reasons.get(where)).as("seed %d", seed).contains(reason));
        });
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), UTF_8);
    }
}
