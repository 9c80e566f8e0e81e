package io.cloudburst.client;

import io.cloudburst.protocol.KeyGroups;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Where calls that refer to a key run: in the key's own key group, so that they meet in the executor whose cache has it; or, while many
 * of them are under way, in one of several groups that are far apart, so that a hot key does not have one executor do all the work.
 * Each client decides by its own calls; nobody keeps a map. Safe for use by many threads.
 */
final class Placement {
    /** A key of at most so many calls under way has one group, of twice as many two, and so on in powers of two. */
    static final int CALLS_PER_GROUP = 64;

    /** How many calls are under way, for keys that have any. */
    private final ConcurrentHashMap<String, Integer> underWay = new ConcurrentHashMap<>();

    /** The group for one more call on a key, which counts as under way until {@link #leave}. */
    int enter(String key) {
        int calls = underWay.merge(key, 1, Integer::sum);
        int wanted = (calls + CALLS_PER_GROUP - 1) / CALLS_PER_GROUP;
        int groups = Math.min(KeyGroups.COUNT, Integer.highestOneBit(2 * wanted - 1));
        int which = groups == 1 ? 0 : ThreadLocalRandom.current().nextInt(groups);
        return (KeyGroups.of(key) + which * (KeyGroups.COUNT / groups)) % KeyGroups.COUNT;
    }

    void leave(String key) {
        underWay.computeIfPresent(key, (k, calls) -> calls == 1 ? null : calls - 1);
    }

    /** How many keys have calls under way. */
    int keys() {
        return underWay.size();
    }
}
