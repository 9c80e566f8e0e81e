package io.cloudburst.sdk.json.lattice;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cloudburst.lattices.BooleanOr;
import io.cloudburst.lattices.Dot;
import io.cloudburst.lattices.GrowOnlyCounter;
import io.cloudburst.lattices.GrowOnlySet;
import io.cloudburst.lattices.LastWriterWins;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.LatticeMap;
import io.cloudburst.lattices.LatticeType;
import io.cloudburst.lattices.LowestPriority;
import io.cloudburst.lattices.Max;
import io.cloudburst.lattices.Min;
import io.cloudburst.lattices.MultiKeyCausal;
import io.cloudburst.lattices.OrMap;
import io.cloudburst.lattices.OrSet;
import io.cloudburst.lattices.OrderedSet;
import io.cloudburst.lattices.SingleKeyCausal;
import io.cloudburst.lattices.UpDownCounter;
import io.cloudburst.lattices.VectorClock;
import io.cloudburst.sdk.value.ValueCodec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Lattices of every type from a seed: joins of some writes, as writers would make them. */
final class RandomLattices {
    private static final ValueCodec VALUES = new ValueCodec(RandomLattices.class.getClassLoader());
    private static final double[] DOUBLES = {
        Double.NEGATIVE_INFINITY, -1.5, 0.0, 3.0, Double.MIN_VALUE, 1e300, Double.POSITIVE_INFINITY
    };
    private static final Object[] OBJECTS = {
        7,
        Long.MAX_VALUE,
        0.1f,
        2.5,
        true,
        "text",
        "",
        new int[] {1, 2},
        Map.of("name", "Ada"),
        List.of(1, "a"),
        new byte[] {1, 2},
        Map.of("$bytes", "AA=="),
    };

    private final SplittableRandom random;
    // A writer's dots of one key are counted on.
    private final Map<Long, Long> dots = new HashMap<>();

    RandomLattices(long seed) {
        this.random = new SplittableRandom(seed);
    }

    Lattice<?> next(LatticeType type) {
        return next(type, 2);
    }

    private Lattice<?> next(LatticeType type, int depth) {
        return switch (type) {
            case LAST_WRITER_WINS -> lastWriterWins();
            case GROW_ONLY_SET -> GrowOnlySet.of(some(this::bytes));
            case ORDERED_SET -> OrderedSet.of(some(this::bytes));
            case MAP -> joined(LatticeMap.empty(), () -> LatticeMap.of(name(), any(depth - 1)));
            case MAX -> random.nextBoolean() ? Max.of(random.nextLong()) : Max.of(fraction());
            case MIN -> random.nextBoolean() ? Min.of(random.nextLong()) : Min.of(fraction());
            case BOOLEAN_OR -> BooleanOr.of(random.nextBoolean());
            case LOWEST_PRIORITY -> LowestPriority.of(fraction(), bytes());
            case SINGLE_KEY_CAUSAL ->
                joined(SingleKeyCausal.of(clock(), bytes()), () -> SingleKeyCausal.of(clock(), some(this::bytes)));
            case MULTI_KEY_CAUSAL ->
                joined(
                        MultiKeyCausal.deleted(clock(), Map.of()),
                        () -> MultiKeyCausal.of(clock(), Map.of(name(), clock()), bytes()));
            case GROW_ONLY_COUNTER -> joined(GrowOnlyCounter.zero(), () -> GrowOnlyCounter.of(writer(), total()));
            case UP_DOWN_COUNTER -> joined(UpDownCounter.zero(), () -> UpDownCounter.of(writer(), total(), total()));
            case OBSERVED_REMOVE_SET -> set();
            case OBSERVED_REMOVE_MAP -> map(depth);
        };
    }

    private LastWriterWins lastWriterWins() {
        return switch (random.nextInt(3)) {
            case 0 -> LastWriterWins.deleted(random.nextLong(), writer());
            case 1 -> LastWriterWins.expiring(random.nextLong(), writer(), bytes(), random.nextLong(1L << 50));
            default -> LastWriterWins.of(random.nextLong(), writer(), bytes());
        };
    }

    private OrSet set() {
        OrSet set = OrSet.empty();
        for (int i = random.nextInt(6); i > 0; i--) {
            set = set.merge(OrSet.add(dot(), bytes()));
            if (random.nextInt(3) == 0) {
                set = set.merge(set.remove(
                        set.elements().isEmpty() ? bytes() : set.elements().get(0)));
            }
        }
        return set;
    }

    private OrMap map(int depth) {
        OrMap map = OrMap.empty();
        for (int i = random.nextInt(6); i > 0; i--) {
            map = map.merge(OrMap.put(dot(), name(), any(depth - 1)));
            if (random.nextInt(3) == 0) {
                map = map.merge(map.remove(name()));
            }
        }
        return map;
    }

    private Lattice<?> any(int depth) {
        LatticeType[] all = LatticeType.values();
        LatticeType type = all[random.nextInt(all.length)];
        boolean tooDeep = depth == 0 && (type == LatticeType.MAP || type == LatticeType.OBSERVED_REMOVE_MAP);
        return next(tooDeep ? LatticeType.MAX : type, depth);
    }

    private <L extends Lattice<L>> Lattice<?> joined(L first, Supplier<L> more) {
        L joined = first;
        for (int i = random.nextInt(4); i > 0; i--) {
            joined = joined.merge(more.get());
        }
        return joined;
    }

    private <T> List<T> some(Supplier<T> one) {
        List<T> some = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            some.add(one.get());
        }
        return some;
    }

    /** What the SDK writes, and what it does not. */
    private byte[] bytes() {
        if (random.nextInt(4) == 0) {
            byte[] bytes = new byte[random.nextInt(5)];
            random.nextBytes(bytes);
            return bytes;
        }
        return random.nextInt(5) == 0
                ? "plain".getBytes(UTF_8)
                : VALUES.encode(OBJECTS[random.nextInt(OBJECTS.length)]).toByteArray();
    }

    private VectorClock clock() {
        return VectorClock.of(writer(), 1 + random.nextInt(3)).merge(VectorClock.of(writer(), random.nextInt(3)));
    }

    private Dot dot() {
        long writer = writer();
        return new Dot(writer, dots.merge(writer, 1L, Long::sum));
    }

    private double fraction() {
        return DOUBLES[random.nextInt(DOUBLES.length)];
    }

    private String name() {
        return List.of("", "a", "b", "puts", "\u00e9").get(random.nextInt(5));
    }

    private long writer() {
        return List.of(-7L, 1L, Long.MIN_VALUE).get(random.nextInt(3));
    }

    private long total() {
        return random.nextBoolean() ? random.nextInt(100) : Long.MAX_VALUE;
    }
}
