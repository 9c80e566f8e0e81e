package io.cloudburst.client;

import java.util.OptionalLong;

/**
 * A topic, as its brokers tell.
 *
 * @param records that it has, about: from the first offset to the last
 * @param lag how many of them the job has not read, as of its last checkpoint; empty of topics that it does not read
 */
public record TopicStatus(String name, int partitions, long records, OptionalLong lag) {}
