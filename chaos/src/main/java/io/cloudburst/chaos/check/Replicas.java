package io.cloudburst.chaos.check;

import io.cloudburst.chaos.history.Event;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/** All replica sets have the same bytes under every key. */
final class Replicas implements Checker.Check {
    private final Violations violations;
    /** By key, then by replica set. */
    private final Map<String, Map<Integer, String>> digests = new TreeMap<>();

    private final TreeSet<Integer> sets = new TreeSet<>();

    Replicas(Violations violations) {
        this.violations = violations;
    }

    @Override
    public void accept(Event event) {
        if (event instanceof Event.Observed seen) {
            digests.computeIfAbsent(seen.key(), key -> new TreeMap<>()).put(seen.replicaSet(), seen.digest());
        } else if (event instanceof Event.Settled settled) {
            sets.addAll(settled.replicaSets());
        }
    }

    @Override
    public void end() {
        digests.forEach((key, bySet) -> {
            String first = bySet.get(sets.isEmpty() ? bySet.keySet().iterator().next() : sets.first());
            for (int set : sets) {
                if (!Objects.equals(first, bySet.get(set))) {
                    violations.add(
                            Violation.Kind.DIVERGED,
                            "%s differs between replica sets %d and %d",
                            key,
                            sets.first(),
                            set);
                }
            }
        });
    }
}
