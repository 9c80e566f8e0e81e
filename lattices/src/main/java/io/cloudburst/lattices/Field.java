package io.cloudburst.lattices;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * How the fields of maps are known: by a key of the name in UTF-8 and then the tag of the value's type. The type is part of the key
 * so that merging never fails: fields of one name and different types lie side by side.
 */
final class Field {
    private Field() {}

    /** @throws IllegalArgumentException if the name is no Unicode string */
    static byte[] key(String name, LatticeType type) {
        return key(Text.encode(name), type);
    }

    private static byte[] key(byte[] name, LatticeType type) {
        byte[] key = Arrays.copyOf(name, name.length + 1);
        key[name.length] = type.tag();
        return key;
    }

    /** The keys of the fields that have a name, given in UTF-8, one a type. */
    static List<byte[]> keys(byte[] name) {
        return Arrays.stream(LatticeType.values()).map(type -> key(name, type)).toList();
    }

    /**
     * The key of a field that is to hold that value.
     *
     * @throws IllegalArgumentException if the name is no Unicode string, or the value nested too deep to be in a map
     */
    static byte[] key(String name, Lattice<?> value) {
        if (depth(value) >= LatticeCodec.MAX_DEPTH) {
            throw new IllegalArgumentException("value of field '" + name + "' is nested " + depth(value)
                    + " deep; with the map around it, no more than " + LatticeCodec.MAX_DEPTH + " are allowed");
        }
        return key(name, value.type());
    }

    static String name(byte[] key) {
        return Text.decode(Arrays.copyOf(key, key.length - 1));
    }

    static Set<String> names(Iterable<byte[]> keys) {
        Set<String> names = new TreeSet<>();
        keys.forEach(key -> names.add(name(key)));
        return names;
    }

    /** Reads the types of the values of decoded keys. */
    static LatticeType[] types(Decoder in, SortedBytes keys) {
        LatticeType[] types = new LatticeType[keys.size()];
        for (int i = 0; i < types.length; i++) {
            byte[] key = keys.get(i);
            types[i] = key.length == 0 ? null : LatticeType.ofTag(key[key.length - 1]);
            if (types[i] == null || !Text.isValid(Arrays.copyOf(key, key.length - 1))) {
                throw in.malformed(
                        "field " + i + " is not a UTF-8 name and a type, in the keys that end", in.position());
            }
        }
        return types;
    }

    /** How many lattices are in one another in the value, itself counted. */
    private static int depth(Lattice<?> value) {
        int[] deepest = {0};
        BiConsumer<String, Lattice<?>> deepen = (name, inner) -> deepest[0] = Math.max(deepest[0], depth(inner));
        if (value instanceof LatticeMap map) {
            map.forEach(deepen);
        } else if (value instanceof OrMap map) {
            map.forEach(deepen);
        }
        return 1 + deepest[0];
    }
}
