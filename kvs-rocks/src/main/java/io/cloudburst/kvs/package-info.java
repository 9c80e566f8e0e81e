/**
 * A store node: {@link io.cloudburst.kvs.StoreNode} follows some partitions of the log and answers what their keys have.
 *
 * <p>The way of an update: {@code LogFollower} polls it and gives it to the {@code PartitionStore} of its partition. The way of a
 * read: {@code StoreService} finds the store among the {@code OwnedPartitions}, waits for the offset, and folds what is there.
 */
package io.cloudburst.kvs;
