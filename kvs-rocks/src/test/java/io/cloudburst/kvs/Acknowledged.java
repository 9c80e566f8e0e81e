package io.cloudburst.kvs;

import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.LatticeCodec;
import io.cloudburst.protocol.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The model of the store: every delta that Kafka has acknowledged, by key. Thread-safe. */
final class Acknowledged {
    private final SortedMap<String, List<Lattice<?>>> deltas = new TreeMap<>();
    private final Map<String, Version> newest = new TreeMap<>();
    private int writes;

    synchronized void add(String key, Lattice<?> delta, Version version) {
        deltas.computeIfAbsent(key, absent -> new ArrayList<>()).add(delta);
        newest.merge(key, version, (a, b) -> a.getOffset() > b.getOffset() ? a : b);
        writes++;
    }

    synchronized int writes() {
        return writes;
    }

    synchronized List<String> keys() {
        return List.copyOf(deltas.keySet());
    }

    /** Which version holds all of them. */
    synchronized Version version(String key) {
        return newest.get(key);
    }

    /** What every replica must answer. */
    synchronized byte[] encodedValue(String key) {
        return LatticeCodec.encode(Lattice.join(deltas.get(key)));
    }
}
