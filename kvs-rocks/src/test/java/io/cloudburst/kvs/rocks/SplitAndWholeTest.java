package io.cloudburst.kvs.rocks;

import static io.cloudburst.kvs.rocks.TestRecords.update;
import static io.cloudburst.kvs.rocks.TestRecords.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.lattices.Dot;
import io.cloudburst.lattices.GrowOnlySet;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.LatticeCodec;
import io.cloudburst.lattices.LatticeMap;
import io.cloudburst.lattices.Max;
import io.cloudburst.lattices.OrMap;
import io.cloudburst.lattices.OrSet;
import io.cloudburst.lattices.OrderedSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** A store that keeps its sets and maps in parts, and one that keeps them whole, answer the same. */
class SplitAndWholeTest {
    private static final int SPLIT_BYTES = 300;
    private static final int RECORDS = 4_000;
    private static final List<String> KEYS = List.of("grow", "ordered", "map", "or-set", "or-map", "reused", "mixed");

    @TempDir
    private Path directory;

    // By writer: the last counter.
    private final long[] counters = new long[4];

    @RepeatedTest(5)
    void theyAnswerTheSameByteForByte() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        List<ConsumerRecord<byte[], byte[]>> records = records(random);
        try (StoreMemory memory = new StoreMemory(StoreMemory.MIN_BYTES);
                PartitionStore split = open("split", memory, random, SPLIT_BYTES);
                PartitionStore whole = open("whole", memory, random, Integer.MAX_VALUE)) {
            apply(records, split, random);
            apply(records, whole, random);
            for (String key : KEYS) {
                assertThat(split.get(utf8(key))).as("seed %d, %s", seed, key).isEqualTo(whole.get(utf8(key)));
                assertThat(whole.parts(utf8(key))).isZero();
                assertThat(split.parts(utf8(key))).as("seed %d, %s", seed, key).isPositive();
            }
            for (String key : KEYS) {
                assertElementsAlike(key, split, whole, "seed " + seed + ", " + key);
            }
        }
    }

    private static void assertElementsAlike(String key, PartitionStore split, PartitionStore whole, String what)
            throws CorruptValueException {
        for (int i = 0; i < 130; i++) {
            byte[] element = utf8("e" + i);
            Lattice<?> read = element(split, key, element);
            Lattice<?> expected = element(whole, key, element);
            if (read instanceof OrSet set && !key.equals("reused")) {
                assertThat(set.dots(element)).as(what).isEqualTo(((OrSet) expected).dots(element));
            } else if (read instanceof OrMap map) {
                assertThat(map.get("e" + i, Max.class)).as(what).isEqualTo(((OrMap) expected).get("e" + i, Max.class));
            } else if (!key.equals("reused")) {
                assertThat(read).as(what).isEqualTo(expected);
            }
        }
    }

    private static Lattice<?> element(PartitionStore store, String key, byte[] element) throws CorruptValueException {
        return LatticeCodec.decode(store.element(utf8(key), element, Optional.empty())
                .orElseThrow()
                .encoded());
    }

    private PartitionStore open(String name, StoreMemory memory, SplittableRandom random, int splitBytes) {
        return PartitionStore.open(
                0, directory.resolve(name), memory, letter -> {}, random.split(), splitBytes, Operations.WINDOW);
    }

    private static void apply(
            List<ConsumerRecord<byte[], byte[]>> records, PartitionStore store, SplittableRandom random) {
        for (int i = 0; i < records.size(); ) {
            int end = Math.min(records.size(), i + 1 + random.nextInt(60));
            store.apply(records.subList(i, end));
            i = end;
            if (random.nextInt(5) == 0) {
                store.tidy(random.nextInt(40) + 1);
            }
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> records(SplittableRandom random) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        // What writers have made of each, for removals and for what comes twice.
        List<OrSet> sets = new ArrayList<>(List.of(OrSet.empty()));
        List<OrMap> maps = new ArrayList<>(List.of(OrMap.empty()));
        for (int i = 0; i < RECORDS; i++) {
            byte[] element = utf8("e" + random.nextInt(120));
            String field = "e" + random.nextInt(120);
            String key = KEYS.get(random.nextInt(KEYS.size()));
            records.add(update(
                    i,
                    key,
                    switch (key) {
                        case "grow" -> GrowOnlySet.of(List.of(element, utf8(field)));
                        case "ordered" -> OrderedSet.of(element);
                        case "map" -> LatticeMap.of(field, random.nextBoolean() ? Max.of(i) : GrowOnlySet.of(element));
                        case "or-set" -> orSet(random, element, sets);
                        case "or-map" -> orMap(random, field, maps);
                        case "reused" -> reused(random, element);
                        default -> random.nextInt(3) == 0 && i > 100 ? Max.of(i) : GrowOnlySet.of(element);
                    }));
        }
        return records;
    }

    private OrSet orSet(SplittableRandom random, byte[] element, List<OrSet> made) {
        OrSet known = made.get(made.size() - 1);
        int writer = random.nextInt(2);
        OrSet delta =
                switch (random.nextInt(8)) {
                    case 0, 1 -> known.remove(element);
                    case 2 -> made.get(random.nextInt(made.size()));
                    case 3 -> random.nextInt(20) == 0 ? known.clear() : OrSet.empty();
                    default -> OrSet.add(new Dot(writer, ++counters[writer]), element);
                };
        made.add(known.merge(delta));
        return delta;
    }

    private OrMap orMap(SplittableRandom random, String field, List<OrMap> made) {
        OrMap known = made.get(made.size() - 1);
        int writer = 2 + random.nextInt(2);
        OrMap delta =
                switch (random.nextInt(8)) {
                    case 0, 1 -> known.remove(field);
                    case 2 -> made.get(random.nextInt(made.size()));
                    case 3 -> known.update(new Dot(writer, ++counters[writer]), field, Max.of(random.nextInt(100)));
                    default -> OrMap.put(new Dot(writer, ++counters[writer]), field, Max.of(random.nextInt(100)));
                };
        made.add(known.merge(delta));
        return delta;
    }

    /** Of writers that use a dot for several elements. */
    private static OrSet reused(SplittableRandom random, byte[] element) {
        OrSet add = OrSet.add(new Dot(1, 1 + random.nextInt(2_000)), element);
        return switch (random.nextInt(4)) {
            case 0 -> add.remove(element);
            case 1 -> add.merge(OrSet.add(new Dot(2, 1 + random.nextInt(2_000)), utf8("e" + random.nextInt(120))));
            default -> add;
        };
    }
}
