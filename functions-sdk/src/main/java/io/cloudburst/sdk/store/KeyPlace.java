package io.cloudburst.sdk.store;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/**
 * Where a key is in the store's log.
 *
 * @param partition as Kafka's default partitioner has it, so that other producers' updates of a key land on the same one
 * @param slot one of {@value #SLOTS} groups of the partition's keys
 */
record KeyPlace(int partition, int slot) {
    /** A power of two. */
    static final int SLOTS = 1 << 10;

    static KeyPlace of(String key, int partitions) {
        return of(key.getBytes(StandardCharsets.UTF_8), partitions);
    }

    static KeyPlace of(byte[] key, int partitions) {
        int hash = Utils.murmur2(key);
        // Spread anew: the keys of a partition have a remainder in common.
        int slot = (hash * 0x9E3779B9) >>> (Integer.SIZE - Integer.numberOfTrailingZeros(SLOTS));
        return new KeyPlace(Utils.toPositive(hash) % partitions, slot);
    }
}
