package io.cloudburst.lattices;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A causal register that says what else its writer had seen: {@link SingleKeyCausal}, and with each version the versions of other
 * keys that it depends on. A reader that finds it must not then read older versions of these.
 *
 * <p>A version that replaces another brings its own dependencies; those of siblings are merged key by key.
 *
 * @see <a href="https://doi.org/10.1145/2043556.2043593">Lloyd et al., Don't Settle for Eventual: COPS (2011)</a>
 * @see <a href="https://doi.org/10.14778/3407790.3407836">Sreekanti et al., Cloudburst: Stateful Functions-as-a-Service (2020)</a>
 */
public final class MultiKeyCausal extends CausalRegister<MultiKeyCausal> {
    private MultiKeyCausal(Siblings siblings) {
        super(siblings);
    }

    /**
     * One value, written at that point of the key's history by a writer that had seen those versions of other keys.
     *
     * @throws IllegalArgumentException if a key is no Unicode string
     */
    public static MultiKeyCausal of(VectorClock clock, Map<String, VectorClock> dependencies, byte[] value) {
        return of(clock, dependencies, SortedBytes.of(value));
    }

    /**
     * Several values, written together; none is a deletion.
     *
     * @throws IllegalArgumentException if a key is no Unicode string
     */
    public static MultiKeyCausal of(
            VectorClock clock, Map<String, VectorClock> dependencies, Collection<byte[]> values) {
        return of(clock, dependencies, SortedBytes.of(values));
    }

    /**
     * Deletes what the writer had seen of the key.
     *
     * @throws IllegalArgumentException if a key is no Unicode string
     */
    public static MultiKeyCausal deleted(VectorClock clock, Map<String, VectorClock> dependencies) {
        return of(clock, dependencies, SortedBytes.EMPTY);
    }

    private static MultiKeyCausal of(VectorClock clock, Map<String, VectorClock> dependencies, SortedBytes values) {
        SortedMap<byte[], VectorClock> byKey = new TreeMap<>(Arrays::compareUnsigned);
        dependencies.forEach((key, seen) -> byKey.put(Text.encode(key), Objects.requireNonNull(seen, key)));
        return new MultiKeyCausal(Siblings.of(new CausalVersion(clock, values, ByteMap.of(byKey))));
    }

    /** What a reader of this must see at least of other keys. */
    public Map<String, VectorClock> dependencies() {
        return CausalVersion.toMap(siblings().dependencies());
    }

    @Override
    public LatticeType type() {
        return LatticeType.MULTI_KEY_CAUSAL;
    }

    @Override
    MultiKeyCausal self() {
        return this;
    }

    @Override
    MultiKeyCausal with(Siblings merged) {
        return new MultiKeyCausal(merged);
    }

    void encode(Encoder out) {
        siblings().encode(out, true);
    }

    static MultiKeyCausal decode(Decoder in) {
        return new MultiKeyCausal(Siblings.decode(in, true));
    }
}
