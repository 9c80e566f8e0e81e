package io.cloudburst.kvs.rocks;

import io.cloudburst.lattices.Lattice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition of the store: applies the updates of its log and answers what a key has.
 *
 * <p>A batch is joined key by key in memory and committed at once, as operands that are appended without reading what is there,
 * together with the offset up to which the log is applied. A crash leaves a prefix of the batches with its offset; the log has the
 * rest. Chains are kept short by folding some of them while they are written. A set or map whose fold has become large is written in
 * parts, a chain for each element, and stays so.
 *
 * <p>The thread that opens it is its owner: it alone applies, folds, flushes and closes. Reading and waiting is for any thread.
 *
 * <p>An update that is malformed, or of another lattice type than the key's first, is refused: it goes to the dead letters and
 * counts as applied. A type clash is seen when the key is folded, at the latest when there is nothing else to do; until then the
 * refused update lies in the chain and is left out by every read.
 */
public final class PartitionStore implements AutoCloseable {
    /** The offset of a partition that has applied nothing. */
    public static final long NOTHING_APPLIED = -1;

    private static final Logger log = LoggerFactory.getLogger(PartitionStore.class);

    private static final int MAX_FOLD_REQUESTS = 256;

    private final int partition;
    private final PartitionDatabase database;
    private final BatchWriter writer;
    private final AppliedOffset applied;
    private final KeyWatches watches;
    private final Thread owner = Thread.currentThread();
    // Full is fine: the next reader asks again.
    private final ArrayBlockingQueue<Key> foldRequests = new ArrayBlockingQueue<>(MAX_FOLD_REQUESTS);
    private final ReadGate gate;
    private final ValueReader reader;

    private PartitionStore(int partition, PartitionDatabase database, BatchWriter writer) {
        this.partition = partition;
        this.database = database;
        this.writer = writer;
        this.gate = new ReadGate(partition);
        this.reader = new ValueReader(database, gate, foldRequests::offer);
        this.watches = new KeyWatches(partition);
        this.applied = new AppliedOffset(partition, PartitionMeta.applied(database));
    }

    /**
     * Opens a partition where its last flush left it, and makes the calling thread its owner.
     *
     * @param directory of this partition alone; created where it is missing
     * @param memory shared with other partitions; stays open
     * @param random spreads the folding of chains
     * @throws StorageException if the directory can't be opened or holds something else
     */
    public static PartitionStore open(
            int partition, Path directory, StoreMemory memory, DeadLetter.Sink deadLetters, RandomGenerator random) {
        return open(partition, directory, memory, deadLetters, random, BatchWriter.SPLIT_BYTES);
    }

    static PartitionStore open(
            int partition,
            Path directory,
            StoreMemory memory,
            DeadLetter.Sink deadLetters,
            RandomGenerator random,
            int splitBytes) {
        PartitionDatabase database = PartitionDatabase.open(directory, memory);
        try {
            PartitionMeta.checkFormat(database);
            BatchWriter writer =
                    new BatchWriter(partition, database, deadLetters, new FoldSchedule(random), splitBytes);
            return new PartitionStore(partition, database, writer);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /** The number of the partition in its log. */
    public int partition() {
        return partition;
    }

    /** The offset up to which the log is applied and visible, or {@link #NOTHING_APPLIED}. */
    public long applied() {
        return applied.get();
    }

    /** Which log it follows, as {@link #follow} was told. */
    public Optional<String> logId() {
        checkOwner();
        return PartitionMeta.logId(database);
    }

    /** Remembers which log it follows. */
    public void follow(String logId) {
        checkOwner();
        PartitionMeta.setLogId(database, logId);
        database.commit();
    }

    /**
     * Applies records in the order of their offsets; those at or before {@link #applied} are left out. When it returns they are
     * visible, and refused ones are with the dead letters.
     *
     * @throws StorageException if they can't be written; those after {@link #applied} are not applied then
     * @throws DamagedPartitionException also if a reader has met the damage
     */
    public void apply(Iterable<ConsumerRecord<byte[], byte[]>> records) {
        checkOwner();
        gate.checkUndamaged();
        List<ConsumerRecord<byte[], byte[]>> updates = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            OptionalLong purge = PurgeReader.newest(record);
            if (purge.isEmpty()) {
                updates.add(record);
            } else {
                // What comes before it in the log comes before it here.
                applyUpdates(updates);
                updates.clear();
                applyPurge(record, purge.getAsLong());
            }
        }
        applyUpdates(updates);
    }

    private void applyPurge(ConsumerRecord<byte[], byte[]> record, long newest) {
        if (record.offset() <= applied.get()) {
            return;
        }
        boolean purged = writer.purge(record.key(), newest, record.timestamp(), record.offset());
        applied.advanceTo(record.offset());
        if (purged) {
            watches.purged(record.key());
        }
        watches.applied(record.offset());
    }

    private void applyUpdates(Iterable<ConsumerRecord<byte[], byte[]>> records) {
        OptionalLong last = writer.write(records, applied.get());
        if (last.isPresent()) {
            applied.advanceTo(last.getAsLong());
            writer.tell(watches, last.getAsLong());
            writer.sweep();
        }
    }

    /**
     * Folds chains that readers found long, and some that were merged into lately. For times with nothing to apply.
     *
     * @param keys at most so many
     * @return whether there is more to do
     * @throws StorageException if a fold can't be written; the chains stay as they are
     * @throws DamagedPartitionException also if a reader has met the damage
     */
    public boolean tidy(int keys) {
        checkOwner();
        gate.checkUndamaged();
        for (Key key = foldRequests.poll(); key != null; key = foldRequests.poll()) {
            writer.foldLater(key);
        }
        return writer.tidy(keys);
    }

    /**
     * What a key has, all updates up to {@link #applied} included; however large it is.
     *
     * @param key in UTF-8
     * @return empty if nothing was ever written under it
     * @throws CorruptValueException if what is stored under it can't be read
     * @throws StorageException if RocksDB fails
     * @throws PartitionClosedException if the partition is closed
     */
    public Optional<StoredValue> get(byte[] key) throws CorruptValueException {
        try {
            return get(key, Long.MAX_VALUE);
        } catch (OversizedValueException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The same, unless it is large.
     *
     * @param maxBytes how large a value the caller can take
     * @return empty if nothing was ever written under it
     * @throws OversizedValueException if the value is larger, or in parts that together are much larger
     * @throws CorruptValueException if what is stored under it can't be read
     * @throws StorageException if RocksDB fails
     * @throws PartitionClosedException if the partition is closed
     */
    public Optional<StoredValue> get(byte[] key, long maxBytes) throws CorruptValueException, OversizedValueException {
        return reader.get(new Key(key), maxBytes);
    }

    /**
     * What a key has, however large it is, as of one moment. To be closed.
     *
     * @param fragmentBytes how large a fragment should be
     * @return empty if nothing was ever written under it
     * @throws CorruptValueException if what is stored under it can't be read
     * @throws StorageException if RocksDB fails
     * @throws PartitionClosedException if the partition is closed
     */
    public Optional<ValueFragments> fragments(byte[] key, long fragmentBytes) throws CorruptValueException {
        return reader.fragments(new Key(key), fragmentBytes);
    }

    /**
     * What a key has, if that takes no time: it is in memory, small and not in parts. Never waits for the disk.
     *
     * @return empty if it must be read by {@link #get(byte[], long)}, or nothing was ever written under it
     * @throws CorruptValueException if what is stored under it can't be read
     * @throws StorageException if RocksDB fails
     * @throws PartitionClosedException if the partition is closed
     */
    public Optional<StoredValue> getAtOnce(byte[] key) throws CorruptValueException {
        return reader.getAtOnce(new Key(key));
    }

    /**
     * What a key's set or map has of one element, in time that does not grow with the others.
     *
     * @param element of a set, or a field's name in UTF-8
     * @param known joined into the value before, if it is of the same type
     * @return a value of the key's type with no other element; all of it where the key has neither set nor map; empty if nothing was
     *     ever written under it
     * @throws CorruptValueException if what is stored under it can't be read
     * @throws StorageException if RocksDB fails
     * @throws PartitionClosedException if the partition is closed
     */
    public Optional<StoredValue> element(byte[] key, byte[] element, Optional<Lattice<?>> known)
            throws CorruptValueException {
        return reader.element(new Key(key), element, known);
    }

    /**
     * Some keys with their values, ascending by unsigned bytes: those that begin with {@code prefix}.
     *
     * @param after only keys behind this one, or null for all
     * @param keys at most so many
     * @param bytes no more once their values have so many
     * @param maxBytes values that are larger are left out
     * @return empty if there are no more
     * @throws CorruptValueException if what is stored under one of them can't be read; the message names it
     * @throws StorageException if RocksDB fails
     * @throws PartitionClosedException if the partition is closed
     */
    public List<ScannedValue> scan(byte[] prefix, byte[] after, int keys, long bytes, long maxBytes)
            throws CorruptValueException {
        return reader.scan(prefix, after, keys, bytes, maxBytes);
    }

    /**
     * Has a watcher told what is joined into a key from now on. What was applied before, a read after this sees. A watcher can be
     * added to a key again, which changes nothing.
     *
     * @throws PartitionClosedException if the partition is closed
     */
    public void watch(byte[] key, KeyWatcher watcher) {
        watches.add(key, watcher);
    }

    /** Ends that. A change that is being applied may still be told. */
    public void unwatch(byte[] key, KeyWatcher watcher) {
        watches.remove(key, watcher);
    }

    /** How many keys there are, an estimate. */
    public long estimatedKeys() {
        return gate.read(() -> database.dataProperty("rocksdb.estimate-num-keys"));
    }

    /** How many bytes its values have on disk; what is not flushed is not counted. */
    public long storedBytes() {
        String property = "rocksdb.total-sst-files-size";
        return gate.read(() -> database.dataProperty(property) + database.partsProperty(property));
    }

    /** Whether it is being flushed or compacted, or is about to be. */
    public boolean isCompacting() {
        return gate.read(database::isCompacting);
    }

    /** How many operands are stored under a key. */
    int chainLength(byte[] key) {
        byte[] stored = gate.read(() -> database.get(new Key(key)));
        try {
            return stored == null ? 0 : Chain.parse(stored).size();
        } catch (CorruptValueException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many parts a key is kept in, notes left out; 0 if it is not. */
    int parts(byte[] key) {
        return gate.read(() -> {
            int parts = 0;
            try (PartIterator iterator = database.parts(new Key(key))) {
                for (; iterator.isValid(); iterator.next()) {
                    parts++;
                }
            }
            return parts;
        });
    }

    /** How many wait for an offset. */
    public int waiting() {
        return applied.waiting();
    }

    /**
     * Waits without a thread until the log is applied up to {@code offset}. Completes on the owner's thread: what follows must not
     * block it.
     *
     * @param timeout how long at most
     * @return completes exceptionally with a {@link java.util.concurrent.TimeoutException}, a {@link TooManyWaitersException} or a
     *     {@link PartitionClosedException}; cancelling it gives up its place
     */
    public CompletableFuture<Void> awaitOffset(long offset, Duration timeout) {
        return applied.await(offset, timeout);
    }

    /**
     * Takes the log as applied up to {@code offset} and no further, because there it goes on: the records before it have expired, or
     * were never meant for readers, or the log has lost its end. Until the next {@link #apply} this is forgotten by a crash.
     */
    public void skipTo(long offset) {
        checkOwner();
        applied.advanceTo(offset);
    }

    /**
     * Makes durable what is applied.
     *
     * @param wait whether it is durable when this returns, or soon after
     * @throws StorageException if that fails
     */
    public void flush(boolean wait) {
        checkOwner();
        database.flush(wait);
    }

    /**
     * Flushes, and makes a copy of the partition, of hard links where it is on the same file system.
     *
     * @param copy a directory that does not exist
     * @throws StorageException if that fails; what there is of the copy is of no use then
     */
    public void checkpoint(Path copy) {
        checkOwner();
        database.checkpoint(copy);
    }

    /** Flushes and closes. Waiting for running reads; later ones, and all waiters, get a {@link PartitionClosedException}. */
    @Override
    public void close() {
        checkThread();
        if (gate.isShut()) {
            return;
        }
        try {
            database.flush(true);
        } catch (StorageException e) {
            log.error("partition {}: not flushed before closing; the log has what is missing", partition, e);
        }
        gate.shut(database::close);
        applied.close();
        watches.close();
    }

    private void checkOwner() {
        if (gate.isShut()) {
            throw new PartitionClosedException(partition);
        }
        checkThread();
    }

    private void checkThread() {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException("partition " + partition + " belongs to thread " + owner.getName()
                    + ", not " + Thread.currentThread().getName());
        }
    }
}
