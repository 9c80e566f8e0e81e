package io.cloudburst.chaos.check;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Collects violations: each kind is counted, and the first of it are kept. Used by one thread. */
final class Violations {
    private static final int KEPT = 20;

    private final Map<Violation.Kind, Integer> counts = new EnumMap<>(Violation.Kind.class);
    private final List<Violation> first = new ArrayList<>();

    void add(Violation.Kind kind, String what, Object... arguments) {
        if (counts.merge(kind, 1, Integer::sum) <= KEPT) {
            first.add(new Violation(kind, what.formatted(arguments)));
        }
    }

    List<Violation> first() {
        return List.copyOf(first);
    }

    Map<Violation.Kind, Integer> counts() {
        return Collections.unmodifiableMap(counts);
    }
}
