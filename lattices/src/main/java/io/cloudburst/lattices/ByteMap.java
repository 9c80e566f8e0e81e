package io.cloudburst.lattices;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** A map from byte strings to values, ascending by key. Immutable as far as its values are. */
final class ByteMap<V> {
    private static final ByteMap<?> EMPTY = new ByteMap<>(SortedBytes.EMPTY, new Object[0]);

    private final SortedBytes keys;
    // The value of each key; none is null.
    private final Object[] values;

    private ByteMap(SortedBytes keys, Object[] values) {
        this.keys = keys;
        this.values = values;
    }

    @SuppressWarnings("unchecked")
    static <V> ByteMap<V> empty() {
        return (ByteMap<V>) EMPTY;
    }

    static <V> ByteMap<V> of(byte[] key, V value) {
        return new ByteMap<>(SortedBytes.of(key), new Object[] {value});
    }

    /** A map of {@code values[i]} under {@code keys.get(i)}; the array is not copied. */
    static <V> ByteMap<V> of(SortedBytes keys, V[] values) {
        return new ByteMap<>(keys, values);
    }

    /** The same map, whose keys are in ascending order of unsigned bytes. */
    static <V> ByteMap<V> of(SortedMap<byte[], V> sorted) {
        return new ByteMap<>(SortedBytes.of(sorted.keySet()), sorted.values().toArray());
    }

    SortedBytes keys() {
        return keys;
    }

    int size() {
        return values.length;
    }

    /** The value of the key with that index. */
    @SuppressWarnings("unchecked")
    V value(int index) {
        return (V) values[index];
    }

    /** The value of that key, or null. */
    V get(byte[] key) {
        int index = keys.find(key);
        return index < 0 ? null : value(index);
    }

    /** Both together, the values of a key that both have merged. */
    ByteMap<V> merge(ByteMap<V> other, BinaryOperator<V> both) {
        return merge(other, both, null, null);
    }

    /**
     * Both together: values of a key in both through {@code both}, the others through {@code mine} and {@code theirs}, where null
     * stands for the identity. A key whose operator returns null is left out. Where nothing changes, {@code this} is returned, or
     * {@code other}; a smaller map merges into a larger one without its other entries being looked at, if these have no operator.
     */
    ByteMap<V> merge(ByteMap<V> other, BinaryOperator<V> both, UnaryOperator<V> mine, UnaryOperator<V> theirs) {
        if (size() >= other.size()) {
            return insert(other, both, mine, theirs);
        }
        ByteMap<V> merged = other.insert(this, (b, a) -> both.apply(a, b), theirs, mine);
        return merged.sameAs(this) ? this : merged;
    }

    private ByteMap<V> insert(
            ByteMap<V> other, BinaryOperator<V> both, UnaryOperator<V> mine, UnaryOperator<V> theirs) {
        int[] found = keys.findAll(other.keys);
        SortedBytes mergedKeys = keys.insert(other.keys, found);
        Object[] merged = new Object[mergedKeys.size()];
        boolean changed = mergedKeys != keys;
        boolean dropped = false;
        int next = 0;
        int size = 0;
        for (int i = 0; i <= found.length; i++) {
            int until = i == found.length ? values.length : found[i] >= 0 ? found[i] : -1 - found[i];
            for (int run = next; mine != null && run < until; run++) {
                V kept = mine.apply(value(run));
                changed |= kept != values[run];
                dropped |= kept == null;
                merged[size + run - next] = kept;
            }
            if (mine == null) {
                System.arraycopy(values, next, merged, size, until - next);
            }
            size += until - next;
            next = until;
            if (i < found.length) {
                V theirsHere = other.value(i);
                V here;
                if (found[i] >= 0) {
                    here = both.apply(value(next), theirsHere);
                    changed |= here != values[next];
                    next++;
                } else {
                    here = theirs == null ? theirsHere : theirs.apply(theirsHere);
                }
                dropped |= here == null;
                merged[size++] = here;
            }
        }
        if (dropped) {
            Object[] rest = Arrays.stream(merged).filter(value -> value != null).toArray();
            ByteMap<V> kept = new ByteMap<>(mergedKeys.keep(merged), rest);
            return kept.sameAs(this) ? this : kept;
        }
        return changed ? new ByteMap<>(mergedKeys, merged) : this;
    }

    /** Equal, and with the very same values. */
    private boolean sameAs(ByteMap<V> other) {
        if (values.length != other.values.length) {
            return false;
        }
        for (int i = 0; i < values.length; i++) {
            if (values[i] != other.values[i]) {
                return false;
            }
        }
        return keys.equals(other.keys);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ByteMap<?> that && Arrays.equals(values, that.values) && keys.equals(that.keys);
    }

    @Override
    public int hashCode() {
        return 31 * keys.hashCode() + Arrays.hashCode(values);
    }
}
