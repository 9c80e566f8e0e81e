package io.cloudburst.lattices;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * A map of lattices, merged field by field. Values may be of any lattice type, maps as well, and of different types in different
 * fields. Fields are never taken away; {@link OrMap} can.
 *
 * <p>A field is known by its name and its type, so merging never fails: where two writers use one name for different types, both
 * fields are there. A delta is a map of what has changed, each value being a delta of its own type.
 *
 * @see <a href="https://doi.org/10.1109/ICDE.2018.00044">Wu et al., Anna: A KVS for Any Scale (2018)</a>
 * @see <a href="https://doi.org/10.1145/2596631.2596633">Brown et al., Riak DT Map (2014), where fields are typed as well</a>
 */
public final class LatticeMap implements Lattice<LatticeMap> {
    private static final LatticeMap EMPTY = new LatticeMap(ByteMap.empty());

    private final ByteMap<Lattice<?>> fields;

    private LatticeMap(ByteMap<Lattice<?>> fields) {
        this.fields = fields;
    }

    /** A map without fields. */
    public static LatticeMap empty() {
        return EMPTY;
    }

    /**
     * A map of one field.
     *
     * @throws IllegalArgumentException if the name is no Unicode string, or the value nested too deep to be in a map
     */
    public static LatticeMap of(String name, Lattice<?> value) {
        return new LatticeMap(ByteMap.of(Field.key(name, value), value));
    }

    /**
     * A map of these fields.
     *
     * @throws IllegalArgumentException if a name is no Unicode string, or a value nested too deep to be in a map
     */
    public static LatticeMap of(Map<String, ? extends Lattice<?>> fields) {
        SortedMap<byte[], Lattice<?>> byKey = new TreeMap<>(Arrays::compareUnsigned);
        fields.forEach((name, value) -> byKey.put(Field.key(name, value), value));
        return new LatticeMap(ByteMap.of(byKey));
    }

    /** The value of the field of that name and type, such as {@code get("visits", GrowOnlyCounter.class)}. */
    public <L extends Lattice<L>> Optional<L> get(String name, Class<L> type) {
        return Optional.ofNullable(type.cast(fields.get(Field.key(name, LatticeType.of(type)))));
    }

    /** The names of the fields, ascending. */
    public Set<String> names() {
        return Field.names(fields.keys());
    }

    /** How many fields there are; a name with values of two types counts twice. */
    public int size() {
        return fields.size();
    }

    /** Hands over each field's name and value. */
    public void forEach(BiConsumer<String, Lattice<?>> action) {
        for (int i = 0; i < fields.size(); i++) {
            action.accept(Field.name(fields.keys().get(i)), fields.value(i));
        }
    }

    /** Hands over each field's key, with a map of that field alone. */
    void split(BiConsumer<byte[], LatticeMap> each) {
        for (int i = 0; i < fields.size(); i++) {
            byte[] key = fields.keys().get(i);
            each.accept(key, fields.size() == 1 ? this : new LatticeMap(ByteMap.of(key, fields.value(i))));
        }
    }

    /** The fields with these keys, as far as they are there. */
    LatticeMap only(List<byte[]> keys) {
        SortedMap<byte[], Lattice<?>> chosen = new TreeMap<>(Arrays::compareUnsigned);
        for (byte[] key : keys) {
            Lattice<?> value = fields.get(key);
            if (value != null) {
                chosen.put(key, value);
            }
        }
        return new LatticeMap(ByteMap.of(chosen));
    }

    @Override
    public LatticeMap merge(LatticeMap other) {
        ByteMap<Lattice<?>> merged = fields.merge(other.fields, Lattice::join);
        if (merged == fields) {
            return this;
        }
        return merged == other.fields ? other : new LatticeMap(merged);
    }

    @Override
    public LatticeType type() {
        return LatticeType.MAP;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LatticeMap that && fields.equals(that.fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    @Override
    public String toString() {
        return "LatticeMap" + names();
    }

    void encode(Encoder out) {
        fields.keys().encode(out);
        for (int i = 0; i < fields.size(); i++) {
            out.writeBody(fields.value(i));
        }
    }

    static LatticeMap decode(Decoder in) {
        SortedBytes keys = SortedBytes.decode(in, "fields");
        LatticeType[] types = Field.types(in, keys);
        Lattice<?>[] values = new Lattice<?>[types.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readBody(types[i]);
        }
        return new LatticeMap(ByteMap.of(keys, values));
    }
}
