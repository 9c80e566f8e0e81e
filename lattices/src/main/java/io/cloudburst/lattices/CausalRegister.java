package io.cloudburst.lattices;

import java.util.ArrayList;
import java.util.List;

/**
 * What both causal registers are: siblings, of which none has seen another. Immutable.
 *
 * @param <T> the register itself
 */
abstract sealed class CausalRegister<T extends CausalRegister<T>> implements Lattice<T>
        permits SingleKeyCausal, MultiKeyCausal {
    private final Siblings siblings;

    CausalRegister(Siblings siblings) {
        this.siblings = siblings;
    }

    /** The register itself. */
    abstract T self();

    /** A register of the same kind. */
    abstract T with(Siblings merged);

    Siblings siblings() {
        return siblings;
    }

    /** All values that no other has seen, without repetition, in ascending order of bytes; none where the key was deleted. */
    public List<byte[]> values() {
        List<byte[]> values = new ArrayList<>();
        siblings.values().forEach(values::add);
        return values;
    }

    /** What a reader of this has seen of the key. */
    public VectorClock clock() {
        return siblings.clock();
    }

    /** The siblings; at least one. */
    public List<CausalVersion> versions() {
        return siblings.versions();
    }

    @Override
    public T merge(T other) {
        Siblings others = other.siblings();
        Siblings merged = siblings.merge(others);
        if (merged == siblings) {
            return self();
        }
        return merged == others ? other : with(merged);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CausalRegister<?> that && type() == that.type() && siblings.equals(that.siblings);
    }

    @Override
    public int hashCode() {
        return siblings.hashCode();
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + siblings;
    }
}
