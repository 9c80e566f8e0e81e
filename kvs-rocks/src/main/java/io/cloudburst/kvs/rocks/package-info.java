/**
 * One partition of the store in RocksDB: updates in, folded values out. {@link io.cloudburst.kvs.rocks.PartitionStore} is the door;
 * {@link io.cloudburst.kvs.rocks.StoreMemory} is what the partitions of a node share.
 *
 * <p>The native handles of a partition are owned by {@code PartitionDatabase} alone, those shared by {@code StoreMemory} alone; iterators
 * that outlive a read are closed by {@code ReadGate} with the partition. docs/architecture.md lists all of them, and who closes them
 * when.
 */
package io.cloudburst.kvs.rocks;
