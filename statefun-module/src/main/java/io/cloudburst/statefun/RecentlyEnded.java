package io.cloudburst.statefun;

/**
 * Which runs have ended lately, in memory of a fixed size. Each has a slot that it shares with others: it is forgotten when another one
 * of those ends, which half of all runs live to see {@value #SLOTS} more of them end, or so. Used by one thread.
 */
final class RecentlyEnded {
    private static final int SLOTS = 1 << 17;

    /** Hashes of run ids: by chance, one in 2^64 of others passes for one that has ended. */
    private final long[] hashes = new long[SLOTS];

    void add(String runId) {
        long hash = hash(runId);
        hashes[slot(hash)] = hash;
    }

    boolean contains(String runId) {
        long hash = hash(runId);
        return hashes[slot(hash)] == hash;
    }

    private static int slot(long hash) {
        return (int) (hash >>> 40) & (SLOTS - 1);
    }

    /** Mixed like SplitMix64, so that every character changes every bit. */
    private static long hash(String runId) {
        long hash = runId.length();
        for (int i = 0; i < runId.length(); i++) {
            hash = hash * 0x9E3779B97F4A7C15L + runId.charAt(i);
        }
        hash = (hash ^ (hash >>> 30)) * 0xBF58476D1CE4E5B9L;
        hash = (hash ^ (hash >>> 27)) * 0x94D049BB133111EBL;
        hash ^= hash >>> 31;
        return hash == 0 ? 1 : hash;
    }
}
