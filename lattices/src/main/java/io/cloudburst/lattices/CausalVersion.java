package io.cloudburst.lattices;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What was written at one point of a key's causal history. Immutable.
 *
 * @see SingleKeyCausal
 * @see MultiKeyCausal
 */
public final class CausalVersion {
    private final VectorClock clock;
    // None where the key was deleted; several where a clock was used for more than one write, or for a write of
    // several.
    private final SortedBytes values;
    // Empty in a single-key causal value.
    private final ByteMap<VectorClock> dependencies;

    CausalVersion(VectorClock clock, SortedBytes values, ByteMap<VectorClock> dependencies) {
        this.clock = Objects.requireNonNull(clock, "clock");
        this.values = values;
        this.dependencies = dependencies;
    }

    /** The point in the key's history: every write of the key that this one has seen, and itself. */
    public VectorClock clock() {
        return clock;
    }

    /** Copies of what was written, in ascending order of bytes; none where the key was deleted. */
    public List<byte[]> values() {
        List<byte[]> copies = new ArrayList<>(values.size());
        values.forEach(copies::add);
        return copies;
    }

    /** Which versions of other keys the writer had seen; empty in a single-key causal value. */
    public Map<String, VectorClock> dependencies() {
        return toMap(dependencies);
    }

    static Map<String, VectorClock> toMap(ByteMap<VectorClock> dependencies) {
        Map<String, VectorClock> byKey = new TreeMap<>();
        for (int i = 0; i < dependencies.size(); i++) {
            byKey.put(Text.decode(dependencies.keys().get(i)), dependencies.value(i));
        }
        return byKey;
    }

    SortedBytes rawValues() {
        return values;
    }

    ByteMap<VectorClock> rawDependencies() {
        return dependencies;
    }

    /** Both together, where both have the same clock. */
    CausalVersion merge(CausalVersion other) {
        SortedBytes mergedValues = values.union(other.values);
        ByteMap<VectorClock> mergedDependencies = dependencies.merge(other.dependencies, VectorClock::merge);
        if (mergedValues == values && mergedDependencies == dependencies) {
            return this;
        }
        return new CausalVersion(clock, mergedValues, mergedDependencies);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CausalVersion that
                && clock.equals(that.clock)
                && values.equals(that.values)
                && dependencies.equals(that.dependencies);
    }

    @Override
    public int hashCode() {
        return Objects.hash(clock, values, dependencies);
    }

    @Override
    public String toString() {
        String after = dependencies.size() == 0 ? "" : " after " + dependencies();
        return (values.size() == 0 ? "deleted" : values.size() + " values") + " at " + clock + after;
    }
}
