package io.cloudburst.kvs.rocks;

import static io.cloudburst.kvs.rocks.TestRecords.read;
import static io.cloudburst.kvs.rocks.TestRecords.text;
import static io.cloudburst.kvs.rocks.TestRecords.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.lattices.OrSet;
import io.cloudburst.lattices.UpDownCounter;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What kill -9 leaves of a partition. */
class PartitionStoreCrashIT {
    private static final int KILLS = 6;

    @TempDir
    private Path directory;

    @Test
    void everyKillLeavesAPrefixOfTheLogWithItsOffset() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("repeat with -Dseed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        long before = PartitionStore.NOTHING_APPLIED;
        int parts = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            writeAndKill(random);

            try (StoreMemory memory = new StoreMemory(StoreMemory.MIN_BYTES);
                    PartitionStore store = PartitionStore.open(
                            0,
                            directory.resolve("partition"),
                            memory,
                            letter -> assertThat(letter).isNull(),
                            random.split())) {
                assertThat(store.applied()).as("seed %d", seed).isGreaterThanOrEqualTo(before);
                for (int key = 0; key < CrashingWriter.KEYS; key++) {
                    assertLastWriteOf(key, store, seed);
                }
                assertSet(store, seed);
                assertThat(read(store, CrashingWriter.COUNTER).map(counter -> ((UpDownCounter) counter).value()))
                        .as("seed %d", seed)
                        .contains(CrashingWriter.counted(store.applied()));
                before = store.applied();
                parts = store.parts(utf8(CrashingWriter.SET));
            }
        }
        assertThat(before).isPositive();
        assertThat(parts).as("seed %d: the set has become large", seed).isPositive();
    }

    private static void assertSet(PartitionStore store, long seed) {
        byte[][] expected = LongStream.rangeClosed(0, store.applied())
                .filter(CrashingWriter::isOfSet)
                .mapToObj(CrashingWriter::element)
                .sorted(Arrays::compareUnsigned)
                .toArray(byte[][]::new);
        byte[][] elements = read(store, CrashingWriter.SET)
                .map(set -> ((OrSet) set).elements())
                .orElse(List.of())
                .toArray(byte[][]::new);
        assertThat(Arrays.deepEquals(elements, expected))
                .as("seed %d: %d elements where %d are right", seed, elements.length, expected.length)
                .isTrue();
    }

    private static void assertLastWriteOf(int key, PartitionStore store, long seed) {
        long last = store.applied() - Math.floorMod(store.applied() - key, CrashingWriter.KEYS);
        while (CrashingWriter.isOfSet(last) || CrashingWriter.isOfCounter(last)) {
            last -= CrashingWriter.KEYS;
        }
        if (last < 0) {
            assertThat(read(store, CrashingWriter.key(key))).as("seed %d", seed).isEmpty();
        } else {
            assertThat(read(store, CrashingWriter.key(last)))
                    .as("seed %d", seed)
                    .contains(text(last, Long.toString(last)));
        }
    }

    private void writeAndKill(SplittableRandom random) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashingWriter.class.getName(),
                        directory.resolve("partition").toString(),
                        directory.resolve("native").toString(),
                        Long.toString(random.nextLong()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = process.inputReader()) {
            String line = output.readLine();
            for (int lines = 200 + random.nextInt(2_000); lines > 0 && line != null; lines--) {
                line = output.readLine();
            }
            assertThat(line).as("the writer has died by itself").isNotNull();
        } finally {
            process.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
        }
    }
}
