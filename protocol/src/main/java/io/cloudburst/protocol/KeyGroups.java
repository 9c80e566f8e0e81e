package io.cloudburst.protocol;

/**
 * Where the job runs what has an id. Flink hashes an id to one of {@value #COUNT} key groups, and gives each parallel instance a
 * range of them that are next to each other: ids of the same group meet in the same instance, whatever the parallelism. It is
 * written down here because callers choose ids by it; the job's tests hold it against Flink's own.
 */
public final class KeyGroups {
    /** Fixed for ever: state is kept by key group. The job's parallelism cannot be higher. */
    public static final int COUNT = 128;

    private KeyGroups() {}

    /** From 0 to {@link #COUNT}, exclusive. */
    public static int of(String id) {
        return ofHash(id.hashCode());
    }

    /** As {@link #of}, for an id with this {@link String#hashCode}. */
    public static int ofHash(int hash) {
        return murmur(hash) % COUNT;
    }

    /** Of an int, as Flink has it: not negative. */
    private static int murmur(int code) {
        int hash = code * 0xcc9e2d51;
        hash = Integer.rotateLeft(hash, 15) * 0x1b873593;
        hash = Integer.rotateLeft(hash, 13) * 5 + 0xe6546b64;
        hash ^= 4;
        hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
        hash ^= hash >>> 16;
        return hash == Integer.MIN_VALUE ? 0 : Math.abs(hash);
    }
}
