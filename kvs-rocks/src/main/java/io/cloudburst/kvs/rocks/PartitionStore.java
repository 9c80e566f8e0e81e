package io.cloudburst.kvs.rocks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.UnsafeByteOperations;
import io.cloudburst.kvs.rocks.Chain.Folded;
import io.cloudburst.protocol.Update;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition of the store: applies the updates of its log and answers what a key has.
 *
 * <p>A batch is joined key by key in memory and committed at once, as operands that are appended without reading what is there,
 * together with the offset up to which the log is applied. A crash leaves a prefix of the batches with its offset; the log has the
 * rest. Chains are kept short by folding some of them while they are written ({@link FoldSchedule}).
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

    // A reader that meets a chain this long asks for its fold.
    private static final int LONG_CHAIN = 2 * FoldSchedule.EVERY;
    private static final int MAX_FOLD_REQUESTS = 256;

    private final int partition;
    private final PartitionDatabase database;
    private final DeadLetter.Sink deadLetters;
    private final FoldSchedule foldSchedule;
    private final AppliedOffset applied;
    private final Thread owner = Thread.currentThread();
    private final ArrayBlockingQueue<byte[]> foldRequests = new ArrayBlockingQueue<>(MAX_FOLD_REQUESTS);
    private final Map<KeyDeltas, KeyDeltas> batch = new HashMap<>();
    private final List<DeadLetter> refused = new ArrayList<>();
    // Held for reading while the database is used by others than the owner, for writing to close it.
    private final ReadWriteLock use = new ReentrantReadWriteLock();
    // Written by the owner with the write lock held.
    private boolean closed;

    private PartitionStore(
            int partition, PartitionDatabase database, DeadLetter.Sink deadLetters, RandomGenerator random) {
        this.partition = partition;
        this.database = database;
        this.deadLetters = deadLetters;
        this.foldSchedule = new FoldSchedule(random);
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
        PartitionDatabase database = PartitionDatabase.open(directory, memory);
        try {
            PartitionMeta.checkFormat(database);
            return new PartitionStore(partition, database, deadLetters, random);
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
     * @throws StorageException if they can't be written; none of them is applied then
     */
    public void apply(Iterable<ConsumerRecord<byte[], byte[]>> records) {
        checkOwner();
        long last = applied.get();
        try {
            for (ConsumerRecord<byte[], byte[]> record : records) {
                if (record.offset() > last) {
                    last = record.offset();
                    add(record);
                }
            }
            if (last > applied.get()) {
                commit(last);
            }
        } finally {
            batch.clear();
            refused.clear();
            database.rollback();
        }
    }

    private void add(ConsumerRecord<byte[], byte[]> record) {
        try {
            Operand delta = UpdateReader.read(record);
            KeyDeltas deltas = new KeyDeltas(record.key());
            KeyDeltas known = batch.putIfAbsent(deltas, deltas);
            (known == null ? deltas : known).add(delta);
        } catch (RefusedUpdateException e) {
            refused.add(new DeadLetter(record.key(), record.value(), e.getMessage(), partition, record.offset()));
        }
    }

    private void commit(long last) {
        for (KeyDeltas deltas : batch.values()) {
            List<Operand> joined = join(deltas);
            if (!foldSchedule.isDue(deltas.key(), deltas.hashCode()) || !fold(deltas.key(), joined)) {
                for (Operand operand : joined) {
                    database.append(deltas.key(), operand);
                }
            }
        }
        PartitionMeta.setApplied(database, last);
        database.commit();
        applied.advanceTo(last);
        sendRefused();
    }

    /** One operand a lattice type: which of them is the key's is not known without a read. */
    private List<Operand> join(KeyDeltas deltas) {
        try {
            return Chain.joinByType(deltas.deltas());
        } catch (RuntimeException e) {
            // They were decoded before; if they can't be joined all the same, this key must not stop the others.
            log.error("partition {}: updates of key {} can't be joined", partition, new String(deltas.key(), UTF_8), e);
            return deltas.deltas();
        }
    }

    private void sendRefused() {
        refused.forEach(deadLetters::accept);
        refused.clear();
    }

    /** Puts the fold of what is stored and {@code added} in its place with the next commit; false if it can't be folded. */
    private boolean fold(byte[] key, List<Operand> added) {
        byte[] stored = database.get(key);
        try {
            List<Operand> chain = new ArrayList<>(stored == null ? List.of() : Chain.parse(stored));
            if (chain.size() <= 1 && added.isEmpty()) {
                return true;
            }
            chain.addAll(added);
            Folded folded = Chain.fold(chain);
            database.put(key, folded.value());
            for (Operand operand : folded.refused()) {
                refused.add(clash(key, folded.value(), operand));
            }
            return true;
        } catch (CorruptValueException e) {
            log.error(
                    "partition {}: key {} can't be folded and is left as it is", partition, new String(key, UTF_8), e);
            return false;
        }
    }

    private DeadLetter clash(byte[] key, Operand kept, Operand operand) {
        byte[] update = Update.newBuilder()
                .setDelta(UnsafeByteOperations.unsafeWrap(operand.encoded()))
                .build()
                .toByteArray();
        String reason = "the update is a " + operand.lattice().type() + ", but the key has a "
                + kept.lattice().type() + "; use another key, or write a "
                + kept.lattice().type();
        return new DeadLetter(key, update, reason, partition, operand.offset());
    }

    /**
     * Folds chains that readers found long, and some that were merged into lately. For times with nothing to apply.
     *
     * @param keys at most so many
     * @return whether there is more to do
     * @throws StorageException if a fold can't be written; the chains stay as they are
     */
    public boolean tidy(int keys) {
        checkOwner();
        for (byte[] key = foldRequests.poll(); key != null; key = foldRequests.poll()) {
            foldSchedule.later(key);
        }
        try {
            byte[] key = foldSchedule.next();
            for (int i = 1; key != null; i++) {
                // One by one: a key may be remembered more than once.
                fold(key, List.of());
                database.commit();
                key = i < keys ? foldSchedule.next() : null;
            }
        } finally {
            database.rollback();
            sendRefused();
        }
        return foldSchedule.hasNext();
    }

    /**
     * What a key has, all updates up to {@link #applied} included.
     *
     * @param key in UTF-8
     * @return empty if nothing was ever written under it
     * @throws CorruptValueException if what is stored under it can't be read
     * @throws StorageException if RocksDB fails
     * @throws PartitionClosedException if the partition is closed
     */
    public Optional<StoredValue> get(byte[] key) throws CorruptValueException {
        byte[] stored = readChain(key);
        if (stored == null) {
            return Optional.empty();
        }
        List<Operand> chain = Chain.parse(stored);
        Folded folded = Chain.fold(chain);
        if (chain.size() > LONG_CHAIN || !folded.refused().isEmpty()) {
            // Full is fine: the next reader asks again.
            foldRequests.offer(key);
        }
        return Optional.of(
                new StoredValue(folded.value().encoded(), folded.value().offset()));
    }

    /** How many operands are stored under a key. */
    int chainLength(byte[] key) {
        byte[] stored = readChain(key);
        try {
            return stored == null ? 0 : Chain.parse(stored).size();
        } catch (CorruptValueException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] readChain(byte[] key) {
        use.readLock().lock();
        try {
            if (closed) {
                throw new PartitionClosedException(partition);
            }
            return database.get(key);
        } finally {
            use.readLock().unlock();
        }
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
        if (closed) {
            return;
        }
        try {
            database.flush(true);
        } catch (StorageException e) {
            log.error("partition {}: not flushed before closing; the log has what is missing", partition, e);
        }
        use.writeLock().lock();
        try {
            closed = true;
            database.close();
        } finally {
            use.writeLock().unlock();
        }
        applied.close();
    }

    private void checkOwner() {
        if (closed) {
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
