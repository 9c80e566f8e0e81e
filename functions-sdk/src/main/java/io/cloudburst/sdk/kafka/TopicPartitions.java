package io.cloudburst.sdk.kafka;

import io.cloudburst.protocol.Topic;

/**
 * How many partitions the topics of a new Cloudburst get. The topics that are in total order have one, the topic of runs has
 * four, and neither is named here.
 *
 * @param calls bounds how many ingress subtasks of the job share the calls; at least 1
 * @param replies each client reads one: clients that share a partition read each other's replies and throw them away; at least 1
 * @param kvs bounds how many store nodes of a replica set share the keys, and stays for ever: keys are placed by it; at least 1
 */
public record TopicPartitions(int calls, int replies, int kvs) {

    /** What one machine wants. */
    public static final TopicPartitions DEFAULT = new TopicPartitions(1, 16, 4);

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException when a count is below 1
     */
    public TopicPartitions {
        atLeastOne("calls", calls);
        atLeastOne("replies", replies);
        atLeastOne("kvs", kvs);
    }

    /** Of the topic that is only looked at. */
    private static final int RUNS = 4;

    /** The partitions of one topic. */
    public int of(Topic topic) {
        return switch (topic) {
            case CALLS -> calls;
            case REPLIES -> replies;
            case KVS -> kvs;
            case RUNS -> RUNS;
            case REGISTRY, DEAD_LETTERS -> 1;
        };
    }

    private static void atLeastOne(String topic, int partitions) {
        if (partitions < 1) {
            throw new IllegalArgumentException("partitions of " + topic + " must be at least 1, not " + partitions);
        }
    }
}
