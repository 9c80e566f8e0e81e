package io.cloudburst.protocol;

import java.util.HashMap;
import java.util.Map;

/**
 * The topics of a Cloudburst, with the settings that fit each. A topic is created at a server's start where it is missing; one
 * that exists is left as it is.
 *
 * <p>Records of up to {@value #MAX_RECORD_BYTES} bytes are accepted on every topic, twice what a value may have, so that a value
 * at its limit fits with everything that travels beside it.
 */
public enum Topic {
    /** Call id to {@link Call}. Kept for a day: long enough to outlive any outage of the job. */
    CALLS("cloudburst.calls", "delete", days(1)),
    /** Call id to {@link Reply}, on the partition that the call named. Kept for ten minutes, so that a result can be asked for again. */
    REPLIES("cloudburst.replies", "delete", minutes(10)),
    /** Entry name to {@link RegistryEntry}; read by everyone from the beginning. One partition: its offsets order all entries. */
    REGISTRY("cloudburst.registry", "compact", -1),
    /** Key to {@link Update}. Kept for a week, longer than the interval between backups of the store. */
    KVS("cloudburst.kvs", "delete", days(7)),
    /** Call id to {@link RunsRecord}: what to look at, and nothing that anything depends on. Kept for six hours and within bounds. */
    RUNS("cloudburst.runs", "delete", hours(6)),
    /** What could not be decoded, as it came, with the reason in headers. Kept for a week. */
    DEAD_LETTERS("cloudburst.dead-letters", "delete", days(7));

    /** The largest record, in bytes, that any topic takes. */
    public static final int MAX_RECORD_BYTES = 2 * 1024 * 1024;

    /** How much of each partition of {@link #RUNS} is kept, at least; half as much again, at most. */
    public static final long RUNS_PARTITION_BYTES = 64L << 20;

    private final String topicName;
    private final String cleanupPolicy;
    private final long retentionMillis;

    Topic(String topicName, String cleanupPolicy, long retentionMillis) {
        this.topicName = topicName;
        this.cleanupPolicy = cleanupPolicy;
        this.retentionMillis = retentionMillis;
    }

    /** The name on the broker. */
    public String topicName() {
        return topicName;
    }

    /** Whether the order of its records is total, which leaves it one partition for ever. */
    public boolean singlePartition() {
        return this == REGISTRY || this == DEAD_LETTERS;
    }

    /** The topic-level settings that it is created with. */
    public Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "cleanup.policy", cleanupPolicy,
                "retention.ms", Long.toString(retentionMillis),
                "segment.ms",
                        Long.toString(
                                retentionMillis < 0
                                        ? days(1)
                                        : Math.min(days(1), Math.max(minutes(1), retentionMillis / 4))),
                "max.message.bytes", Integer.toString(MAX_RECORD_BYTES),
                // The broker's clock: one of a client that is wrong would have its records refused, or deleted at once.
                "message.timestamp.type", "LogAppendTime"));
        if (this == RUNS) {
            settings.put("retention.bytes", Long.toString(RUNS_PARTITION_BYTES));
            settings.put("segment.bytes", Long.toString(RUNS_PARTITION_BYTES / 4));
        }
        return Map.copyOf(settings);
    }

    private static long minutes(int n) {
        return n * 60_000L;
    }

    private static long hours(int n) {
        return n * 60 * 60_000L;
    }

    private static long days(int n) {
        return n * 24 * 60 * 60_000L;
    }
}
