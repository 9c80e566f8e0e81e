package io.cloudburst.kvs;

import io.cloudburst.kvs.RandomDeltas.Write;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.LatticeCodec;
import io.cloudburst.lattices.UpDownCounter;
import io.cloudburst.protocol.OperationId;
import io.cloudburst.protocol.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The model of the store: every write that Kafka has acknowledged, by key. Thread-safe. */
final class Acknowledged {
    /** As whom the store keeps increments. */
    private static final long LOG = 0x6c6f67;

    private final SortedMap<String, List<Lattice<?>>> deltas = new TreeMap<>();
    /** Of each, what the log had first. */
    private final Map<OperationId, First> operations = new HashMap<>();

    private final Map<String, Version> newest = new TreeMap<>();
    private int writes;

    private record First(Write write, long offset) {}

    synchronized void add(Write write, Version version) {
        String key = write.key();
        List<Lattice<?>> plain = deltas.computeIfAbsent(key, absent -> new ArrayList<>());
        if (write.operation() == null) {
            plain.add(write.delta());
        } else {
            // Of one key, so of one partition.
            operations.merge(
                    write.operation(),
                    new First(write, version.getOffset()),
                    (a, b) -> a.offset() < b.offset() ? a : b);
        }
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
        List<Lattice<?>> all = new ArrayList<>(deltas.get(key));
        UpDownCounter counted = null;
        for (First first : operations.values()) {
            if (first.write().key().equals(key)) {
                if (first.write().delta() != null) {
                    all.add(first.write().delta());
                } else {
                    counted = added(
                            counted == null ? UpDownCounter.zero() : counted,
                            first.write().increment());
                }
            }
        }
        if (counted != null) {
            all.add(counted);
        }
        return LatticeCodec.encode(Lattice.join(all));
    }

    private static UpDownCounter added(UpDownCounter counter, long n) {
        return UpDownCounter.of(LOG, counter.ups(LOG) + Math.max(0, n), counter.downs(LOG) + Math.max(0, -n));
    }
}
