package io.cloudburst.bench;

import io.cloudburst.lattices.Dot;
import io.cloudburst.lattices.GrowOnlyCounter;
import io.cloudburst.lattices.GrowOnlySet;
import io.cloudburst.lattices.LastWriterWins;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.LatticeCodec;
import io.cloudburst.lattices.LatticeMap;
import io.cloudburst.lattices.MultiKeyCausal;
import io.cloudburst.lattices.OrMap;
import io.cloudburst.lattices.OrSet;
import io.cloudburst.lattices.OrderedSet;
import io.cloudburst.lattices.SingleKeyCausal;
import io.cloudburst.lattices.UpDownCounter;
import io.cloudburst.lattices.VectorClock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A value of {@value #SIZE} parts and a delta of one part that it lacks: joining them, encoding and decoding the value. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LatticeBenchmark {
    private static final int SIZE = 100;

    /** A lattice type under its own name, by how it is built from deltas of one part each. */
    public enum Type {
        /** One value of 100 bytes. */
        LAST_WRITER_WINS(i -> LastWriterWins.of(i, 1, bytes(i))),
        /** A writer a part. */
        GROW_ONLY_COUNTER(i -> GrowOnlyCounter.of(i, 7)),
        /** A writer a part. */
        UP_DOWN_COUNTER(i -> UpDownCounter.of(i, 7, 3)),
        GROW_ONLY_SET(i -> GrowOnlySet.of(bytes(i))),
        ORDERED_SET(i -> OrderedSet.of(bytes(i))),
        OBSERVED_REMOVE_SET(i -> OrSet.add(new Dot(1, i), bytes(i))),
        MAP(i -> LatticeMap.of("name-" + i, LastWriterWins.of(i, 1, bytes(i)))),
        OBSERVED_REMOVE_MAP(i -> OrMap.put(new Dot(1, i), "name-" + i, LastWriterWins.of(i, 1, bytes(i)))),
        /** One value; a writer a part of its clock. */
        SINGLE_KEY_CAUSAL(i -> SingleKeyCausal.of(clock(i), bytes(i))),
        /** One value that depends on another key; a writer a part of its clock. */
        MULTI_KEY_CAUSAL(i -> MultiKeyCausal.of(clock(i), Map.of("other", VectorClock.of(1, i)), bytes(i)));

        private final IntFunction<Lattice<?>> part;

        Type(IntFunction<Lattice<?>> part) {
            this.part = part;
        }

        private static byte[] bytes(int i) {
            byte[] bytes = new byte[100];
            bytes[0] = (byte) i;
            return bytes;
        }

        /** Of the first so many writers: each part's clock is after the one before, or else they would stay siblings. */
        private static VectorClock clock(int writers) {
            return IntStream.rangeClosed(1, writers)
                    .mapToObj(writer -> VectorClock.of(writer, 1))
                    .reduce(VectorClock.empty(), VectorClock::merge);
        }
    }

    @Param
    private Type type;

    private Lattice<?> value;
    private Lattice<?> delta;
    private byte[] encoded;

    /** For JMH, which then sets the type. */
    public LatticeBenchmark() {}

    LatticeBenchmark(Type type) {
        this.type = type;
    }

    @Setup
    public void build() {
        value = Lattice.join(IntStream.rangeClosed(1, SIZE).mapToObj(type.part).toList());
        delta = type.part.apply(SIZE + 1);
        encoded = LatticeCodec.encode(value);
    }

    @Benchmark
    public Object join() {
        return Lattice.join(List.of(value, delta));
    }

    @Benchmark
    public byte[] encode() {
        return LatticeCodec.encode(value);
    }

    @Benchmark
    public Object decode() {
        return LatticeCodec.decode(encoded);
    }
}
