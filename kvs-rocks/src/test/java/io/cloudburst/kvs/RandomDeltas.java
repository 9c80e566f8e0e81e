package io.cloudburst.kvs;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.cloudburst.lattices.BooleanOr;
import io.cloudburst.lattices.Dot;
import io.cloudburst.lattices.GrowOnlyCounter;
import io.cloudburst.lattices.GrowOnlySet;
import io.cloudburst.lattices.LastWriterWins;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.LatticeCodec;
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
import io.cloudburst.protocol.OperationId;
import io.cloudburst.protocol.Update;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * What one writer writes: deltas of every lattice type, and increments, drawn from a seed. A key's type is in its name. The writer has seen of a key
 * what it has written itself, so its removals and clocks are those of a blind writer.
 */
final class RandomDeltas {
    private static final LatticeType[] TYPES = LatticeType.values();
    private static final int KEYS_OF_A_TYPE = 3;
    private static final int ELEMENTS = 12;

    private final long writer;
    private final RandomGenerator random;
    private final Map<String, OrSet> sets = new HashMap<>();
    private final Map<String, OrMap> maps = new HashMap<>();
    private final Map<String, VectorClock> clocks = new HashMap<>();
    private final Map<String, Long> ups = new HashMap<>();
    private final Map<String, Long> downs = new HashMap<>();
    private long number;

    RandomDeltas(long writer, RandomGenerator random) {
        this.writer = writer;
        this.random = random;
    }

    /**
     * One write of a key.
     *
     * @param delta null of an increment
     * @param operation null if it has none
     */
    record Write(String key, Lattice<?> delta, long increment, OperationId operation) {
        byte[] update() {
            Update.Builder update = Update.newBuilder();
            if (delta == null) {
                update.setIncrement(increment);
            } else {
                update.setDelta(ByteString.copyFrom(LatticeCodec.encode(delta)));
            }
            if (operation != null) {
                update.setOperation(operation.toByteString());
            }
            return update.build().toByteArray();
        }
    }

    Write next() {
        number++;
        int kind = random.nextInt(8);
        if (kind == 0) {
            String key = LatticeType.UP_DOWN_COUNTER + "-" + random.nextInt(KEYS_OF_A_TYPE);
            return new Write(key, null, random.nextInt(-4, 10), operation());
        }
        if (kind == 1) {
            String key = LatticeType.LAST_WRITER_WINS + "-" + random.nextInt(KEYS_OF_A_TYPE);
            return new Write(key, delta(LatticeType.LAST_WRITER_WINS, key), 0, operation());
        }
        LatticeType type = TYPES[random.nextInt(TYPES.length)];
        String key = type + "-" + random.nextInt(KEYS_OF_A_TYPE);
        return new Write(key, delta(type, key), 0, null);
    }

    /** The same write once more; of an object's operation, as somebody does it who does it all again. */
    Write again(Write write) {
        return write.delta() instanceof LastWriterWins && write.operation() != null
                ? new Write(write.key(), delta(LatticeType.LAST_WRITER_WINS, write.key()), 0, write.operation())
                : write;
    }

    private OperationId operation() {
        return new OperationId(writer, number);
    }

    private Lattice<?> delta(LatticeType type, String key) {
        return switch (type) {
            case LAST_WRITER_WINS ->
                random.nextInt(8) == 0
                        ? LastWriterWins.deleted(random.nextLong(1_000), writer)
                        : LastWriterWins.of(random.nextLong(1_000), writer, unique());
            case GROW_ONLY_SET -> GrowOnlySet.of(unique());
            case ORDERED_SET -> OrderedSet.of(unique());
            case MAP -> LatticeMap.of("field " + random.nextInt(ELEMENTS), counted(key));
            case MAX -> Max.of(random.nextLong());
            case MIN -> Min.of(random.nextLong());
            case BOOLEAN_OR -> BooleanOr.of(random.nextInt(20) == 0);
            case LOWEST_PRIORITY -> LowestPriority.of(random.nextInt(1_000_000), unique());
            case SINGLE_KEY_CAUSAL -> SingleKeyCausal.of(clock(key), unique());
            case MULTI_KEY_CAUSAL ->
                random.nextInt(8) == 0
                        ? MultiKeyCausal.deleted(clock(key), dependencies())
                        : MultiKeyCausal.of(clock(key), dependencies(), unique());
            case GROW_ONLY_COUNTER -> counted(key);
            case UP_DOWN_COUNTER ->
                UpDownCounter.of(
                        writer,
                        ups.merge(key, 1L + random.nextInt(5), Long::sum),
                        downs.merge(key, (long) random.nextInt(3), Long::sum));
            case OBSERVED_REMOVE_SET -> setDelta(key);
            case OBSERVED_REMOVE_MAP -> mapDelta(key);
        };
    }

    private GrowOnlyCounter counted(String key) {
        return GrowOnlyCounter.of(writer, ups.merge(key, 1L + random.nextInt(5), Long::sum));
    }

    private VectorClock clock(String key) {
        return clocks.merge(key, VectorClock.empty().next(writer), (seen, first) -> seen.next(writer));
    }

    private Map<String, VectorClock> dependencies() {
        return Map.of("dependency " + random.nextInt(ELEMENTS), VectorClock.of(writer, 1 + random.nextInt(100)));
    }

    private OrSet setDelta(String key) {
        OrSet seen = sets.getOrDefault(key, OrSet.empty());
        byte[] element = ("element " + random.nextInt(ELEMENTS)).getBytes(UTF_8);
        OrSet delta =
                switch (random.nextInt(8)) {
                    case 0 -> seen.clear();
                    case 1, 2 -> seen.remove(element);
                    default -> OrSet.add(seen.nextDot(writer), element);
                };
        sets.put(key, seen.merge(delta));
        return delta;
    }

    private OrMap mapDelta(String key) {
        OrMap seen = maps.getOrDefault(key, OrMap.empty());
        String name = "field " + random.nextInt(ELEMENTS);
        Dot dot = seen.nextDot(writer);
        OrMap delta =
                switch (random.nextInt(8)) {
                    case 0 -> seen.clear();
                    case 1, 2 -> seen.remove(name);
                    case 3, 4 -> seen.update(dot, name, GrowOnlySet.of(unique()));
                    default -> OrMap.put(dot, name, counted(key));
                };
        maps.put(key, seen.merge(delta));
        return delta;
    }

    private byte[] unique() {
        return (writer + "-" + number).getBytes(UTF_8);
    }
}
