package io.cloudburst.bench;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.ConfigOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.OptionsUtil;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteBufferManager;
import org.rocksdb.WriteOptions;

/** RocksDB itself, with the settings of a partition of the store. Used by one thread. */
final class RawDatabase implements AutoCloseable {
    private static final int BLOOM_BITS_PER_KEY = 10;

    // The last one opened is on top.
    private final Deque<AbstractNativeReference> handles = new ArrayDeque<>();
    private final RocksDB db;
    private final WriteOptions writeOptions;
    private final ReadOptions readOptions;
    private final FlushOptions flushOptions;
    private final List<ColumnFamilyHandle> opened = new ArrayList<>();

    /**
     * @param like the directory of a partition, from which it takes the settings that RocksDB keeps there
     * @param memoryBytes of that partition, for blocks and write buffers here too
     */
    RawDatabase(Path directory, Path like, long memoryBytes) throws RocksDBException {
        Cache cache = own(new LRUCache(memoryBytes));
        WriteBufferManager writeBuffers = own(new WriteBufferManager(memoryBytes / 2, cache));
        DBOptions options = own(new DBOptions());
        List<ColumnFamilyDescriptor> families = new ArrayList<>();
        try (ConfigOptions reading = new ConfigOptions()) {
            OptionsUtil.loadLatestOptions(reading, like.toString(), options, families);
        }
        options.setWriteBufferManager(writeBuffers).setCreateIfMissing(true).setCreateMissingColumnFamilies(true);
        for (ColumnFamilyDescriptor family : families) {
            ColumnFamilyOptions familyOptions = own(family.getOptions());
            familyOptions.setTableFormatConfig(
                    withCache((BlockBasedTableConfig) familyOptions.tableFormatConfig(), cache));
        }
        writeOptions = own(new WriteOptions()).setDisableWAL(true);
        readOptions = own(new ReadOptions());
        flushOptions = own(new FlushOptions()).setWaitForFlush(true).setAllowWriteStall(true);
        db = own(RocksDB.open(options, directory.toString(), families, opened));
        opened.forEach(this::own);
    }

    /** The same tables, with a cache, which is not among what RocksDB keeps; what is read there of a filter can't be used again. */
    private BlockBasedTableConfig withCache(BlockBasedTableConfig kept, Cache cache) {
        BlockBasedTableConfig table = new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setIndexType(kept.indexType())
                .setPartitionFilters(kept.partitionFilters())
                .setCacheIndexAndFilterBlocks(kept.cacheIndexAndFilterBlocks())
                .setCacheIndexAndFilterBlocksWithHighPriority(kept.cacheIndexAndFilterBlocksWithHighPriority())
                .setPinL0FilterAndIndexBlocksInCache(kept.pinL0FilterAndIndexBlocksInCache());
        return kept.filterPolicy() == null ? table : table.setFilterPolicy(own(new BloomFilter(BLOOM_BITS_PER_KEY)));
    }

    private <H extends AbstractNativeReference> H own(H handle) {
        handles.push(handle);
        return handle;
    }

    /** Puts the records' values, as they are, in one batch. */
    void put(List<ConsumerRecord<byte[], byte[]>> records) throws RocksDBException {
        try (WriteBatch batch = new WriteBatch()) {
            for (ConsumerRecord<byte[], byte[]> record : records) {
                batch.put(record.key(), record.value());
            }
            db.write(writeOptions, batch);
        }
    }

    /** What a key has, or null. */
    byte[] get(byte[] key) throws RocksDBException {
        return db.get(readOptions, key);
    }

    /** Returns when what was written is on disk. */
    void flush() throws RocksDBException {
        db.flush(flushOptions, opened);
    }

    /** Whether it is being flushed or compacted, or is about to be. */
    boolean isCompacting() throws RocksDBException {
        return db.getLongProperty("rocksdb.num-running-flushes") > 0
                || db.getLongProperty("rocksdb.mem-table-flush-pending") > 0
                || db.getLongProperty("rocksdb.num-running-compactions") > 0
                || db.getLongProperty("rocksdb.compaction-pending") > 0;
    }

    @Override
    public void close() {
        while (!handles.isEmpty()) {
            handles.pop().close();
        }
    }
}
