package io.cloudburst.lattices;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * An observed-remove map of lattices: fields can be put and removed, and a removal takes away only what its writer had observed of
 * the field, so that a put that it did not know of wins.
 *
 * <p>Each writer has one contribution to a field, the value of its latest put; the field's value is the contributions merged. A
 * writer's put replaces its own earlier one: it holds all that the writer still wants to contribute (its running total to a
 * counter, its latest write to a register), never an increment. Who has read the map can {@link #update} a field instead, which
 * makes one contribution of all that it has seen. What is removed is gone with its value: a field that is put again begins anew.
 *
 * <p>As in {@link LatticeMap}, a field is known by its name and its type. What {@link OrSet} says of dots and size is true here
 * as well.
 *
 * @see <a href="https://doi.org/10.1016/j.jpdc.2017.08.003">Almeida, Shoker, Baquero, Delta State Replicated Data Types (2018)</a>
 */
public final class OrMap implements Lattice<OrMap> {
    private static final OrMap EMPTY = new OrMap(DotStore.EMPTY);

    private final DotStore store;

    OrMap(DotStore store) {
        this.store = store;
    }

    DotStore store() {
        return store;
    }

    /** A map that nobody has put anything into. */
    public static OrMap empty() {
        return EMPTY;
    }

    /**
     * The delta that puts a field, and needs to have read nothing.
     *
     * @param dot names this put; not used before
     * @param value the writer's contribution, in place of its earlier one
     * @throws IllegalArgumentException if the name is no Unicode string, or the value nested too deep to be in a map
     */
    public static OrMap put(Dot dot, String name, Lattice<?> value) {
        return new OrMap(DotStore.put(dot, Field.key(name, value), value));
    }

    /**
     * The delta that merges a value into the field as it is seen here, and puts the result in place of all contributions that are
     * seen. The writer's own earlier puts of the field must be among these.
     *
     * @param dot names this put; not used before
     * @throws IllegalArgumentException if the name is no Unicode string, or the value nested too deep to be in a map
     */
    public OrMap update(Dot dot, String name, Lattice<?> value) {
        byte[] key = Field.key(name, value);
        Lattice<?> seen = store.value(key);
        DotStore put = DotStore.put(dot, key, seen == null ? value : Lattice.join(seen, value));
        return new OrMap(store.remove(key).merge(put));
    }

    /** The delta that removes the fields of that name, of whatever type, as far as they are seen here. */
    public OrMap remove(String name) {
        DotStore removal = DotStore.EMPTY;
        for (LatticeType type : LatticeType.values()) {
            removal = removal.merge(store.remove(Field.key(name, type)));
        }
        return new OrMap(removal);
    }

    /** The delta that removes all that is seen here. */
    public OrMap clear() {
        return new OrMap(store.clear());
    }

    /** The value of the field of that name and type, such as {@code get("visits", GrowOnlyCounter.class)}; empty if it is not there. */
    public <L extends Lattice<L>> Optional<L> get(String name, Class<L> type) {
        return Optional.ofNullable(type.cast(store.value(Field.key(name, LatticeType.of(type)))));
    }

    /** The dots of the puts that make up the field of that name and type; empty if it is not there. */
    public <L extends Lattice<L>> List<Dot> dots(String name, Class<L> type) {
        return store.dots(Field.key(name, LatticeType.of(type)));
    }

    /** The puts that make up the field of that name and type, by their dots, each with its own value; empty if it is not there. */
    public <L extends Lattice<L>> Map<Dot, L> puts(String name, Class<L> type) {
        Map<Dot, L> puts = new LinkedHashMap<>();
        store.puts(Field.key(name, LatticeType.of(type))).forEach((dot, value) -> puts.put(dot, type.cast(value)));
        return puts;
    }

    /** The dot of the writer's next put, if all its earlier ones to this map are seen here. */
    public Dot nextDot(long writer) {
        return store.nextDot(writer);
    }

    /** The names of the fields that are there, ascending. */
    public Set<String> names() {
        return Field.names(store.presentKeys());
    }

    /** How many fields are there; a name with values of two types counts twice. */
    public int size() {
        return store.size();
    }

    /** Hands over the name and the value of each field that is there. */
    public void forEach(BiConsumer<String, Lattice<?>> action) {
        for (byte[] key : store.presentKeys()) {
            action.accept(Field.name(key), store.value(key));
        }
    }

    @Override
    public OrMap merge(OrMap other) {
        DotStore merged = store.merge(other.store);
        if (merged == store) {
            return this;
        }
        return merged == other.store ? other : new OrMap(merged);
    }

    @Override
    public LatticeType type() {
        return LatticeType.OBSERVED_REMOVE_MAP;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OrMap that && store.equals(that.store);
    }

    @Override
    public int hashCode() {
        return store.hashCode();
    }

    @Override
    public String toString() {
        return "OrMap" + store;
    }

    void encode(Encoder out) {
        store.encode(out);
    }

    static OrMap decode(Decoder in) {
        return new OrMap(DotStore.decode(in, true));
    }
}
