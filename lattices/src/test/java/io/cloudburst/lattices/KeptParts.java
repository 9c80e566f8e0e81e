package io.cloudburst.lattices;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A value kept in parts, as a store keeps it: deltas are joined part by part, and parts are settled now and then. */
final class KeptParts {
    private final Map<byte[], Lattice<?>> parts = new TreeMap<>(Arrays::compareUnsigned);
    private final Map<byte[], Lattice<?>> notes = new TreeMap<>(Arrays::compareUnsigned);

    void join(Lattice<?> delta) {
        Decomposition.parts(delta).forEach(part -> join(parts, part));
        Decomposition.notes(delta).forEach(note -> join(notes, note));
    }

    private static void join(Map<byte[], Lattice<?>> kept, Part part) {
        kept.merge(part.name(), part.value(), Lattice::join);
    }

    /** Settles some of the parts. */
    void settle(Random random) {
        List.copyOf(parts.keySet()).stream()
                .filter(name -> random.nextBoolean())
                .forEach(this::settle);
    }

    void settleAll() {
        // What an element leaves goes to a block, and what fills a block goes on.
        for (int round = 0; round < 3; round++) {
            List.copyOf(parts.keySet()).forEach(this::settle);
        }
    }

    private void settle(byte[] name) {
        Lattice<?> part = parts.remove(name);
        Decomposition.settle(new Part(name, part), this::find).forEach(settled -> join(parts, settled));
    }

    private Lattice<?> find(byte[] name) {
        return Decomposition.isNote(name) ? notes.get(name) : parts.get(name);
    }

    Lattice<?> whole() {
        return Decomposition.join(List.copyOf(parts.values()));
    }

    /** What a read of one element makes of the parts that matter to it. */
    Lattice<?> element(LatticeType type, byte[] element) {
        List<Lattice<?>> read = new ArrayList<>(List.of(Decomposition.empty(type)));
        Decomposition.namesOf(type, element).forEach(name -> add(name, read));
        Decomposition.shadowsOf(Lattice.join(read)).forEach(name -> add(name, read));
        return Decomposition.element(Lattice.join(read), element);
    }

    private void add(byte[] name, List<Lattice<?>> read) {
        if (parts.containsKey(name)) {
            read.add(parts.get(name));
        }
    }

    int size() {
        return parts.size();
    }
}
