package io.cloudburst.lattices;

import java.util.Collection;

/**
 * A register that keeps every value which no other has seen: writes that did not know of each other become siblings, a write that
 * has seen some of them replaces these and leaves the others.
 *
 * <p>A writer takes the {@link #clock()} of what it has read and writes at {@code clock.next(writer)}; one that has read nothing
 * writes at {@code VectorClock.of(writer, n)}, n being its own count of writes to the key, and so replaces its own writes only.
 * Anna keeps one clock for all siblings, so that there it depends on the order of arrival which of them a later write replaces;
 * here each sibling keeps its own. Siblings may be as many as there are writers. Only
 * where thousands of them are at clocks of the same writers, as no writer makes them that counts its own writes, an encoding is
 * refused.
 *
 * @see <a href="https://doi.org/10.1109/ICDE.2018.00044">Wu et al., Anna: A KVS for Any Scale (2018)</a>
 * @see <a href="https://doi.org/10.1145/1294261.1294281">DeCandia et al., Dynamo (2007)</a>
 */
public final class SingleKeyCausal extends CausalRegister<SingleKeyCausal> {
    private SingleKeyCausal(Siblings siblings) {
        super(siblings);
    }

    /** One value, written at that point of the key's history. */
    public static SingleKeyCausal of(VectorClock clock, byte[] value) {
        return of(clock, SortedBytes.of(value));
    }

    /** Several values, written at that point of the key's history together; none is a deletion. */
    public static SingleKeyCausal of(VectorClock clock, Collection<byte[]> values) {
        return of(clock, SortedBytes.of(values));
    }

    /** Deletes what the writer had seen. */
    public static SingleKeyCausal deleted(VectorClock clock) {
        return of(clock, SortedBytes.EMPTY);
    }

    private static SingleKeyCausal of(VectorClock clock, SortedBytes values) {
        return new SingleKeyCausal(Siblings.of(new CausalVersion(clock, values, ByteMap.empty())));
    }

    @Override
    public LatticeType type() {
        return LatticeType.SINGLE_KEY_CAUSAL;
    }

    @Override
    SingleKeyCausal self() {
        return this;
    }

    @Override
    SingleKeyCausal with(Siblings merged) {
        return new SingleKeyCausal(merged);
    }

    void encode(Encoder out) {
        siblings().encode(out, false);
    }

    static SingleKeyCausal decode(Decoder in) {
        return new SingleKeyCausal(Siblings.decode(in, false));
    }
}
