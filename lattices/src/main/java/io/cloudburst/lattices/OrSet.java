package io.cloudburst.lattices;

import java.util.List;

/**
 * An observed-remove set of byte strings: elements can be added and removed, and a removal takes away only the adds that its writer
 * had observed, so that an add that it did not know of wins.
 *
 * <p>To add, a writer needs nothing but a {@link Dot} of its own; to remove, it needs to have read the element. Adds of one writer
 * to one element count as one: the latest stands for all, and a removal that has observed the latest removes the earlier ones too,
 * also where they arrive after it.
 *
 * <p>The set holds its elements, with a dot for each writer that added one, and for each writer that ever added anything how far
 * its dots have been seen; removed elements leave nothing. So it grows with elements and writers, not with operations, as long as
 * writers leave out no dots.
 *
 * @see <a href="https://doi.org/10.1016/j.jpdc.2017.08.003">Almeida, Shoker, Baquero, Delta State Replicated Data Types (2018)</a>
 * @see <a href="https://arxiv.org/abs/1210.3368">Bieniusa et al., An Optimized Conflict-free Replicated Set (2012)</a>
 */
public final class OrSet implements Lattice<OrSet> {
    private static final OrSet EMPTY = new OrSet(DotStore.EMPTY);

    private final DotStore store;

    OrSet(DotStore store) {
        this.store = store;
    }

    DotStore store() {
        return store;
    }

    /** A set that nobody has added anything to. */
    public static OrSet empty() {
        return EMPTY;
    }

    /** The delta that adds an element, and needs to have read nothing. The dot names this add and was not used before. */
    public static OrSet add(Dot dot, byte[] element) {
        return new OrSet(DotStore.put(dot, element, null));
    }

    /** The delta that removes the element as far as it is seen here: the empty set if it is not. */
    public OrSet remove(byte[] element) {
        return new OrSet(store.remove(element));
    }

    /** The delta that removes all elements that are seen here. */
    public OrSet clear() {
        return new OrSet(store.clear());
    }

    /** Whether the element is there. */
    public boolean contains(byte[] element) {
        return store.contains(element);
    }

    /** How many elements are there. */
    public int size() {
        return store.size();
    }

    /** Copies of the elements, in ascending order of bytes. */
    public List<byte[]> elements() {
        return store.presentKeys();
    }

    /** The dots by which the element is there, at most one a writer; empty if it is not there. */
    public List<Dot> dots(byte[] element) {
        return store.dots(element);
    }

    /** The dot of the writer's next add, if all its earlier ones to this set are seen here. */
    public Dot nextDot(long writer) {
        return store.nextDot(writer);
    }

    @Override
    public OrSet merge(OrSet other) {
        DotStore merged = store.merge(other.store);
        if (merged == store) {
            return this;
        }
        return merged == other.store ? other : new OrSet(merged);
    }

    @Override
    public LatticeType type() {
        return LatticeType.OBSERVED_REMOVE_SET;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OrSet that && store.equals(that.store);
    }

    @Override
    public int hashCode() {
        return store.hashCode();
    }

    @Override
    public String toString() {
        return "OrSet" + store;
    }

    void encode(Encoder out) {
        store.encode(out);
    }

    static OrSet decode(Decoder in) {
        return new OrSet(DotStore.decode(in, false));
    }
}
