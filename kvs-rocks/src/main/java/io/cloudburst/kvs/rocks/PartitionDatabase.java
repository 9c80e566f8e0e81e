package io.cloudburst.kvs.rocks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.BackupEngine;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.ReadOptions;
import org.rocksdb.ReadTier;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;
import org.rocksdb.StringAppendOperator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The RocksDB of one partition, and the only owner of its native handles: {@link #open} stacks them up, {@link #close} takes them
 * down in the opposite order.
 *
 * <p>There are four column families: the data and the {@code parts} of those that are kept in parts, where a merge appends,
 * {@code meta}, and the {@code operations} that were seen lately. The write-ahead log is off, because the log is Kafka's; all families are flushed together, so what a crash leaves is
 * a prefix of the commits with the meta entries that belong to it.
 *
 * <p>One thread writes, any may read. Nobody may use it after {@link #close}, or RocksDB takes the process down: the caller sees
 * to that.
 */
final class PartitionDatabase implements AutoCloseable {
    private static final byte[] NOTHING = {};
    private static final long META_WRITE_BUFFER_BYTES = 4L << 20;
    // One takes writes while others wait for their flush.
    private static final int WRITE_BUFFERS = 4;
    private static final int MAX_OPEN_FILES = 512;
    private static final int BLOOM_BITS_PER_KEY = 10;
    // Of a write buffer of operations: nearly all that are looked for are not there.
    private static final double OPERATIONS_BLOOM_SHARE = 0.1;
    private static final Pattern MANIFEST = Pattern.compile("MANIFEST-\\d+");
    private static final long FIRST_PAUSE_NANOS = 1_000_000;
    // Half a minute all in all.
    private static final long LONGEST_PAUSE_NANOS = 16_000_000_000L;

    private final Path directory;
    // The last one opened is on top.
    private final Deque<AbstractNativeReference> handles = new ArrayDeque<>();
    private final SerializedBatch batch = new SerializedBatch();
    private RocksDB db;
    private ColumnFamilyHandle data;
    private ColumnFamilyHandle meta;
    private ColumnFamilyHandle parts;
    private ColumnFamilyHandle operations;
    private WriteOptions writeOptions;
    private ReadOptions readOptions;
    private ReadOptions memoryOptions;
    private ReadOptions scanOptions;

    private PartitionDatabase(Path directory) {
        this.directory = directory;
    }

    /**
     * Opens the database of a directory, which is created where it is missing.
     *
     * @throws StorageException if that fails
     */
    static PartitionDatabase open(Path directory, StoreMemory memory) {
        PartitionDatabase database = new PartitionDatabase(directory);
        try {
            Files.createDirectories(directory);
            database.requireHead();
            database.openHandles(memory);
            return database;
        } catch (IOException | RocksDBException e) {
            database.close();
            throw database.failed("opened", e);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /**
     * Without the file that names its newest manifest, or without that, RocksDB would take the directory for a new one, and delete the
     * tables in it.
     */
    private void requireHead() throws IOException {
        Path current = directory.resolve("CURRENT");
        String manifest =
                Files.exists(current) ? Files.readString(current, ISO_8859_1).strip() : "";
        if (MANIFEST.matcher(manifest).matches() && Files.exists(directory.resolve(manifest))) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            if (files.anyMatch(file -> file.toString().endsWith(".sst"))) {
                throw damaged("opened", "it has tables, but no manifest that CURRENT names", null);
            }
        }
    }

    Path directory() {
        return directory;
    }

    private void openHandles(StoreMemory memory) throws RocksDBException {
        BloomFilter bloomFilter = own(new BloomFilter(BLOOM_BITS_PER_KEY));
        // The empty string: the default delimiter is a comma.
        StringAppendOperator append = own(new StringAppendOperator(""));
        ColumnFamilyOptions dataOptions = own(new ColumnFamilyOptions())
                .setTableFormatConfig(tables(memory, bloomFilter))
                .setMergeOperator(append)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setWriteBufferSize(memory.writeBufferBytes())
                .setMaxWriteBufferNumber(WRITE_BUFFERS);
        ColumnFamilyOptions metaOptions = own(new ColumnFamilyOptions())
                .setTableFormatConfig(new BlockBasedTableConfig().setBlockCache(memory.blockCache()))
                // Each commit adds an entry, and a full buffer flushes all families.
                .setWriteBufferSize(META_WRITE_BUFFER_BYTES);
        ColumnFamilyOptions operationsOptions = own(new ColumnFamilyOptions())
                .setTableFormatConfig(tables(memory, bloomFilter))
                .setMemtablePrefixBloomSizeRatio(OPERATIONS_BLOOM_SHARE)
                .setMemtableWholeKeyFiltering(true)
                // Hashes, that is.
                .setCompressionType(CompressionType.NO_COMPRESSION)
                .setWriteBufferSize(memory.writeBufferBytes());
        DBOptions options = own(new DBOptions())
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setAtomicFlush(true)
                .setWriteBufferManager(memory.writeBuffers())
                .setAllowConcurrentMemtableWrite(false)
                .setMaxBackgroundJobs(2)
                // After a failure the owner opens it again; RocksDB must not try behind its back.
                .setMaxBgErrorResumeCount(0)
                .setMaxOpenFiles(MAX_OPEN_FILES)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setKeepLogFileNum(2)
                .setStatsDumpPeriodSec(0);
        // A write that would wait inside RocksDB fails: on a full disk its recovery waits for the writer, and the
        // writer for the recovery, for ever.
        writeOptions = own(new WriteOptions()).setDisableWAL(true).setNoSlowdown(true);
        readOptions = own(new ReadOptions());
        memoryOptions = own(new ReadOptions()).setReadTier(ReadTier.BLOCK_CACHE_TIER);
        // What a scan passes by must not drive out what is read again.
        scanOptions = own(new ReadOptions()).setFillCache(false);
        List<ColumnFamilyHandle> families = new ArrayList<>();
        db = own(RocksDB.open(
                options,
                directory.toString(),
                List.of(
                        new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, dataOptions),
                        new ColumnFamilyDescriptor("meta".getBytes(US_ASCII), metaOptions),
                        new ColumnFamilyDescriptor("parts".getBytes(US_ASCII), dataOptions),
                        new ColumnFamilyDescriptor("operations".getBytes(US_ASCII), operationsOptions)),
                families));
        data = own(families.get(0));
        meta = own(families.get(1));
        parts = own(families.get(2));
        operations = own(families.get(3));
    }

    private static BlockBasedTableConfig tables(StoreMemory memory, BloomFilter bloomFilter) {
        return new BlockBasedTableConfig()
                .setBlockCache(memory.blockCache())
                .setFilterPolicy(bloomFilter)
                // In parts, so that a small cache holds those that are needed.
                .setIndexType(IndexType.kTwoLevelIndexSearch)
                .setPartitionFilters(true)
                .setCacheIndexAndFilterBlocks(true)
                .setCacheIndexAndFilterBlocksWithHighPriority(true)
                .setPinL0FilterAndIndexBlocksInCache(true);
    }

    private <H extends AbstractNativeReference> H own(H handle) {
        handles.push(handle);
        return handle;
    }

    /** What is stored under a key, or null. */
    byte[] get(Key key) {
        try {
            return db.get(key.isPart() ? parts : data, readOptions, key.bytes());
        } catch (RocksDBException e) {
            throw failed("read", e);
        }
    }

    /** What is stored under a key, which is no part's; empty where it is nothing, or only the disk knows. */
    Optional<byte[]> getFromMemory(Key key) {
        try {
            return Optional.ofNullable(db.get(data, memoryOptions, key.bytes()));
        } catch (RocksDBException e) {
            if (isStatus(e, Status.Code.Incomplete)) {
                return Optional.empty();
            }
            throw failed("read", e);
        }
    }

    /** Whether files are being written, or wait to be. */
    boolean isCompacting() {
        return Stream.of(
                        "rocksdb.num-running-flushes",
                        "rocksdb.mem-table-flush-pending",
                        "rocksdb.num-running-compactions",
                        "rocksdb.compaction-pending")
                .anyMatch(property -> dataProperty(property) > 0);
    }

    /**
     * Visits keys, but no parts, in ascending order (of unsigned bytes) with what is stored under them, until the visitor returns
     * false or there are no more.
     *
     * @param from the first key, whether it exists or not
     */
    void scan(byte[] from, BiPredicate<byte[], byte[]> visitor) {
        try (RocksIterator iterator = db.newIterator(data, scanOptions)) {
            for (iterator.seek(from); iterator.isValid(); iterator.next()) {
                if (!visitor.test(iterator.key(), iterator.value())) {
                    return;
                }
            }
            iterator.status();
        } catch (RocksDBException e) {
            throw failed("read", e);
        }
    }

    /** The chains of a key's parts, as of now. Belongs to the caller, who closes it before this. */
    PartIterator parts(Key key) {
        return new PartIterator(key, db.newIterator(parts, scanOptions), e -> failed("read", e));
    }

    /** Visits the meta entries that begin with a prefix. */
    void scanMeta(byte[] prefix, BiConsumer<byte[], byte[]> visitor) {
        try (RocksIterator iterator = db.newIterator(meta, readOptions)) {
            for (iterator.seek(prefix); iterator.isValid(); iterator.next()) {
                byte[] key = iterator.key();
                if (key.length < prefix.length || !Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length)) {
                    return;
                }
                visitor.accept(key, iterator.value());
            }
            iterator.status();
        } catch (RocksDBException e) {
            throw failed("read", e);
        }
    }

    /** A number that RocksDB keeps of the data, by the name of the property. */
    long dataProperty(String name) {
        return property(data, name);
    }

    /** The same number of the parts. */
    long partsProperty(String name) {
        return property(parts, name);
    }

    private long property(ColumnFamilyHandle family, String name) {
        try {
            return db.getLongProperty(family, name);
        } catch (RocksDBException e) {
            throw failed("read", e);
        }
    }

    /** A meta entry, or null. */
    byte[] getMeta(byte[] key) {
        try {
            return db.get(meta, readOptions, key);
        } catch (RocksDBException e) {
            throw failed("read", e);
        }
    }

    /** Appends to a key's chain with the next {@link #commit}. */
    void append(Key key, Operand operand) {
        if (key.isPart()) {
            batch.merge(parts.getID(), key.bytes(), operand);
        } else {
            batch.merge(key.bytes(), operand);
        }
    }

    /** Replaces a key's chain with the next {@link #commit}. */
    void put(Key key, Operand operand) {
        if (key.isPart()) {
            batch.put(parts.getID(), key.bytes(), operand);
        } else {
            batch.put(key.bytes(), operand);
        }
    }

    /** Replaces a key's chain by something that is none with the next {@link #commit}. */
    void put(Key key, byte[] mark) {
        batch.put(key.bytes(), mark);
    }

    /** Deletes a part with the next {@link #commit}. */
    void delete(Key part) {
        batch.delete(parts.getID(), part.bytes());
    }

    /** Takes a key away, with its chain, with the next {@link #commit}. */
    void delete(byte[] key) {
        batch.delete(key);
    }

    /** Sets a meta entry with the next {@link #commit}. */
    void putMeta(byte[] key, byte[] value) {
        batch.put(meta.getID(), key, value);
    }

    /** Which of these operations are stored, in their order. */
    BitSet areOperations(List<byte[]> keys) {
        try {
            List<byte[]> found = db.multiGetAsList(readOptions, Collections.nCopies(keys.size(), operations), keys);
            BitSet stored = new BitSet(keys.size());
            for (int i = 0; i < keys.size(); i++) {
                stored.set(i, found.get(i) != null);
            }
            return stored;
        } catch (RocksDBException e) {
            throw failed("read", e);
        }
    }

    /** Stores an operation with the next {@link #commit}. */
    void putOperation(byte[] key) {
        batch.put(operations.getID(), key, NOTHING);
    }

    /** Deletes the operations from a key on and before another with the next {@link #commit}. */
    void deleteOperations(byte[] from, byte[] before) {
        batch.deleteRange(operations.getID(), from, before);
    }

    /** How many operations are stored; reads them all. */
    int countOperations() {
        try (RocksIterator iterator = db.newIterator(operations, scanOptions)) {
            int count = 0;
            for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                count++;
            }
            iterator.status();
            return count;
        } catch (RocksDBException e) {
            throw failed("read", e);
        }
    }

    /** Makes visible, all at once, what was written since the last commit; on a failure, forgets it. */
    void commit() {
        if (batch.isEmpty()) {
            return;
        }
        try (WriteBatch writes = new WriteBatch(batch.toByteArray())) {
            write(writes);
        } catch (RocksDBException e) {
            throw failed("written", e);
        } finally {
            batch.clear();
        }
    }

    /** Waits for flushes and compactions that are behind, but not for those that have failed. */
    private void write(WriteBatch writes) throws RocksDBException {
        for (long pause = FIRST_PAUSE_NANOS; ; pause *= 2) {
            try {
                db.write(writeOptions, writes);
                return;
            } catch (RocksDBException e) {
                if (!isStatus(e, Status.Code.Incomplete) || pause > LONGEST_PAUSE_NANOS || hasFailedBehind()) {
                    throw e;
                }
                LockSupport.parkNanos(pause);
            }
        }
    }

    /** Whether a flush or a compaction has failed since it was opened. */
    private boolean hasFailedBehind() {
        return dataProperty("rocksdb.background-errors") > 0;
    }

    /** Forgets what was written since the last commit. */
    void rollback() {
        batch.clear();
    }

    /**
     * Makes durable what is committed: before it returns, or, without waiting, soon.
     *
     * @throws StorageException if that fails, or something has failed in the background since this was opened: RocksDB flushes no
     *     more then, without a word
     */
    void flush(boolean wait) {
        if (hasFailedBehind()) {
            throw failed("flushed", new IOException("a flush or a compaction has failed"));
        }
        try (FlushOptions options = new FlushOptions().setWaitForFlush(wait).setAllowWriteStall(true)) {
            db.flush(options, List.of(data, meta, parts, operations));
        } catch (RocksDBException e) {
            throw failed("flushed", e);
        }
    }

    /** Makes a copy of what is committed, of hard links where it is on the same file system. The directory must not exist. */
    void checkpoint(Path copy) {
        try (Checkpoint checkpoint = Checkpoint.create(db)) {
            checkpoint.createCheckpoint(copy.toString());
        } catch (RocksDBException e) {
            throw failed("copied to " + copy, e);
        }
    }

    /**
     * Reads all files, and sees that they are as they were written.
     *
     * @throws DamagedPartitionException if they are not
     */
    void verify() {
        try {
            db.verifyChecksum();
        } catch (RocksDBException e) {
            throw failed("read", e);
        }
    }

    /** Adds what is flushed to a backup engine's backups. */
    void backUp(BackupEngine engine, String description) {
        try {
            engine.createNewBackupWithMetadata(db, description, false);
        } catch (RocksDBException e) {
            throw failed("backed up", e);
        }
    }

    /** Releases every handle: column families, database, options, in that order. */
    @Override
    public void close() {
        while (!handles.isEmpty()) {
            handles.pop().close();
        }
    }

    private StorageException failed(String done, Exception e) {
        if (e instanceof RocksDBException failure && isStatus(failure, Status.Code.Corruption)) {
            return damaged(done, e.getMessage(), e);
        }
        // The message of some is but the file's name.
        String why = e instanceof IOException ? e.toString() : e.getMessage();
        return new StorageException(
                "the partition in " + directory + " can't be " + done + ": " + why
                        + "; see that the disk has room and the directory is readable and writable",
                e);
    }

    private DamagedPartitionException damaged(String done, String why, Exception cause) {
        return new DamagedPartitionException(
                "the partition in " + directory + " can't be " + done + ", its files are damaged: " + why
                        + "; see that the disk is sound",
                cause);
    }

    private static boolean isStatus(RocksDBException failure, Status.Code code) {
        return failure.getStatus() != null && failure.getStatus().getCode() == code;
    }
}
