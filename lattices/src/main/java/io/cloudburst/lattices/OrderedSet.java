package io.cloudburst.lattices;

import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;

/**
 * A set of byte strings in ascending order (unsigned, lexicographic) that only grows: a {@link GrowOnlySet} that can be asked for
 * its ends, for places and for ranges. Merging is union; a delta is a set of what is new.
 *
 * @see <a href="https://doi.org/10.1109/ICDE.2018.00044">Wu et al., Anna: A KVS for Any Scale (2018)</a>
 */
public final class OrderedSet implements Lattice<OrderedSet>, Iterable<byte[]> {
    private static final OrderedSet EMPTY = new OrderedSet(SortedBytes.EMPTY);

    private final SortedBytes elements;

    private OrderedSet(SortedBytes elements) {
        this.elements = elements;
    }

    /** A set without elements. */
    public static OrderedSet empty() {
        return EMPTY;
    }

    /** A set of one element. */
    public static OrderedSet of(byte[] element) {
        return new OrderedSet(SortedBytes.of(element));
    }

    /** A set of these elements, in any order; repeated ones count once. */
    public static OrderedSet of(Collection<byte[]> elements) {
        return new OrderedSet(SortedBytes.of(elements));
    }

    /** Whether the element is there. */
    public boolean contains(byte[] element) {
        return elements.find(element) >= 0;
    }

    /** How many elements there are. */
    public int size() {
        return elements.size();
    }

    /** A copy of the least element; empty if there is none. */
    public Optional<byte[]> first() {
        return size() == 0 ? Optional.empty() : Optional.of(get(0));
    }

    /** A copy of the greatest element; empty if there is none. */
    public Optional<byte[]> last() {
        return size() == 0 ? Optional.empty() : Optional.of(get(size() - 1));
    }

    /**
     * A copy of the element that {@code index} others are less than.
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public byte[] get(int index) {
        return elements.get(Objects.checkIndex(index, size()));
    }

    /** How many elements are less than that one, which need not be there. */
    public int rank(byte[] element) {
        int found = elements.find(element);
        return found >= 0 ? found : -1 - found;
    }

    /** The elements from {@code from} on that are less than {@code to}; none if the bounds are the wrong way round. */
    public OrderedSet range(byte[] from, byte[] to) {
        return Arrays.compareUnsigned(from, to) >= 0 ? EMPTY : new OrderedSet(elements.slice(rank(from), rank(to)));
    }

    /** Copies of the elements, ascending. */
    @Override
    public Iterator<byte[]> iterator() {
        return elements.iterator();
    }

    @Override
    public OrderedSet merge(OrderedSet other) {
        SortedBytes merged = elements.union(other.elements);
        if (merged == elements) {
            return this;
        }
        return merged == other.elements ? other : new OrderedSet(merged);
    }

    @Override
    public LatticeType type() {
        return LatticeType.ORDERED_SET;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OrderedSet that && elements.equals(that.elements);
    }

    @Override
    public int hashCode() {
        return elements.hashCode();
    }

    @Override
    public String toString() {
        return "OrderedSet[" + size() + " elements]";
    }

    void encode(Encoder out) {
        elements.encode(out);
    }

    static OrderedSet decode(Decoder in) {
        return new OrderedSet(SortedBytes.decode(in, "elements"));
    }
}
