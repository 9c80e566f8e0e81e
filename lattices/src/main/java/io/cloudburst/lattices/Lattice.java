package io.cloudburst.lattices;

import java.util.List;

/**
 * A join-semilattice: values with a {@link #merge} that is associative, commutative and idempotent, so that replicas that have
 * seen the same updates are equal, in whatever order, grouping and repetition they came.
 *
 * <p>A <em>delta</em> is a value of the same type that holds no more than a change: folding deltas gives the state. Every lattice
 * here is immutable and safe for use by many threads, and equal values have equal encodings. Byte arrays are copied on the way in
 * and on the way out, unless a method says otherwise.
 *
 * @param <T> the type itself
 * @see <a href="https://doi.org/10.1007/978-3-642-24550-3_29">Shapiro et al., Conflict-free Replicated Data Types (2011)</a>
 * @see <a href="https://doi.org/10.1109/ICDE.2018.00044">Wu et al., Anna: A KVS for Any Scale (2018)</a>
 */
public sealed interface Lattice<T extends Lattice<T>>
        permits LastWriterWins,
                GrowOnlySet,
                OrderedSet,
                LatticeMap,
                Max,
                Min,
                BooleanOr,
                LowestPriority,
                CausalRegister,
                GrowOnlyCounter,
                UpDownCounter,
                OrSet,
                OrMap {
    /** The least upper bound of both: pure, total, never null. Returns {@code this} where {@code other} adds nothing. */
    T merge(T other);

    /** Which lattice this is. */
    LatticeType type();

    /**
     * Merges values whose types are only known at run time.
     *
     * @throws LatticeTypeException if they are of different types
     */
    static Lattice<?> join(Lattice<?> a, Lattice<?> b) {
        if (a.type() != b.type()) {
            throw new LatticeTypeException(a.type(), b.type());
        }
        return mergeAlike(a, b);
    }

    /**
     * Merges many values whose types are only known at run time, in pairs, pairs of pairs, and so on: large results are made a few
     * times instead of once a value.
     *
     * @throws LatticeTypeException if they are of different types
     * @throws IllegalArgumentException if there are none
     */
    static Lattice<?> join(List<? extends Lattice<?>> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("nothing to merge; give one value at least");
        }
        if (values.size() == 1) {
            return values.get(0);
        }
        int middle = values.size() / 2;
        return join(join(values.subList(0, middle)), join(values.subList(middle, values.size())));
    }

    @SuppressWarnings("unchecked")
    private static <T extends Lattice<T>> Lattice<?> mergeAlike(Lattice<?> a, Lattice<?> b) {
        return ((T) a).merge((T) b);
    }
}
