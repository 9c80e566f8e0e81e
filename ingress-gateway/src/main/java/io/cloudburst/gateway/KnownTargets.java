package io.cloudburst.gateway;

import io.cloudburst.sdk.registry.Registry;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which names of functions and DAGs metrics may have as labels: those that there are, and not very many. Anybody may call by any name.
 * Safe for use by many threads.
 */
final class KnownTargets {
    /** So many names have metrics of their own; the others share one. */
    static final int MAX_TARGETS = 500;

    static final String OTHER = "other";

    private final Registry registry;
    private final Set<Target> known = ConcurrentHashMap.newKeySet();

    private record Target(boolean dag, String name) {}

    KnownTargets(Registry registry) {
        this.registry = registry;
    }

    /** The name, or {@value #OTHER}. */
    String label(boolean dag, String name) {
        Target target = new Target(dag, name);
        if (known.contains(target)) {
            return name;
        }
        boolean isThere =
                dag ? registry.dag(name).isPresent() : registry.function(name).isPresent();
        return isThere && known.size() < MAX_TARGETS && known.add(target) ? name : OTHER;
    }
}
