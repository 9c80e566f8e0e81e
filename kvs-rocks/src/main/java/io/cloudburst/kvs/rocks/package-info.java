/**
 * One partition of the store in RocksDB: updates in, folded values out. {@link io.cloudburst.kvs.rocks.PartitionStore} is the door;
 * {@link io.cloudburst.kvs.rocks.StoreMemory} is what the partitions of a node share.
 *
 * <p>The native handles of a partition are owned by {@code PartitionDatabase} alone, those shared by {@code StoreMemory} alone.
 */
package io.cloudburst.kvs.rocks;
