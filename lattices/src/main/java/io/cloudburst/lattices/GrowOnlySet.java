package io.cloudburst.lattices;

import java.util.Collection;
import java.util.Iterator;

/**
 * A set of byte strings that only grows: merging is union. A delta is a set of what is new.
 *
 * @see <a href="https://doi.org/10.1007/978-3-642-24550-3_29">Shapiro et al., Conflict-free Replicated Data Types (2011), G-Set</a>
 */
public final class GrowOnlySet implements Lattice<GrowOnlySet>, Iterable<byte[]> {
    private static final GrowOnlySet EMPTY = new GrowOnlySet(SortedBytes.EMPTY);

    private final SortedBytes elements;

    private GrowOnlySet(SortedBytes elements) {
        this.elements = elements;
    }

    /** A set without elements. */
    public static GrowOnlySet empty() {
        return EMPTY;
    }

    /** A set of one element. */
    public static GrowOnlySet of(byte[] element) {
        return new GrowOnlySet(SortedBytes.of(element));
    }

    /** A set of these elements, in any order; repeated ones count once. */
    public static GrowOnlySet of(Collection<byte[]> elements) {
        return new GrowOnlySet(SortedBytes.of(elements));
    }

    /** Whether the element is there. */
    public boolean contains(byte[] element) {
        return elements.find(element) >= 0;
    }

    /** How many elements there are. */
    public int size() {
        return elements.size();
    }

    /** Copies of the elements, in ascending order of bytes. */
    @Override
    public Iterator<byte[]> iterator() {
        return elements.iterator();
    }

    @Override
    public GrowOnlySet merge(GrowOnlySet other) {
        SortedBytes merged = elements.union(other.elements);
        if (merged == elements) {
            return this;
        }
        return merged == other.elements ? other : new GrowOnlySet(merged);
    }

    @Override
    public LatticeType type() {
        return LatticeType.GROW_ONLY_SET;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GrowOnlySet that && elements.equals(that.elements);
    }

    @Override
    public int hashCode() {
        return elements.hashCode();
    }

    @Override
    public String toString() {
        return "GrowOnlySet[" + size() + " elements]";
    }

    void encode(Encoder out) {
        elements.encode(out);
    }

    static GrowOnlySet decode(Decoder in) {
        return new GrowOnlySet(SortedBytes.decode(in, "elements"));
    }
}
