package io.cloudburst.kvs.rocks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cloudburst.kvs.rocks.Chain.Folded;
import io.cloudburst.kvs.rocks.Operations.Occurrence;
import io.cloudburst.kvs.rocks.UpdateBatch.KeyDeltas;
import io.cloudburst.kvs.rocks.UpdateReader.ReadUpdate;
import io.cloudburst.lattices.Decomposition;
import io.cloudburst.lattices.LatticeType;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a partition: batches of the log, and chains made shorter. A batch is joined key by key; most keys are appended to without
 * reading them, the others are read, folded and written back whole; in parts, where that has become large. Used by the partition's
 * owner alone.
 */
final class BatchWriter {
    /** A set or map of more bytes is kept in parts: a merge then costs as much as what it changes. */
    static final int SPLIT_BYTES = 64 << 10;

    // A key whose chain is that long when it is folded is merged into often enough to be remembered.
    private static final int MERGED_OFTEN = 4;
    // A shorter chain is left as it is.
    private static final int WORTH_A_SWEEP = 4;

    private static final Logger log = LoggerFactory.getLogger(BatchWriter.class);

    private final int partition;
    private final PartitionDatabase database;
    private final DeadLetter.Sink deadLetters;
    private final FoldSchedule foldSchedule;
    private final int splitBytes;
    private final SplitKeys splitKeys;
    private final PartWriter parts;
    private final FoldedStates states = new FoldedStates();
    private final ChainSweep sweep;
    private final Operations operations;
    // Of the last write, until it is told.
    private final UpdateBatch batch = new UpdateBatch();
    private final List<DeadLetter> refused = new ArrayList<>();

    /**
     * @param splitBytes more than that is kept in parts
     * @param operations of the same database
     */
    BatchWriter(
            int partition,
            PartitionDatabase database,
            DeadLetter.Sink deadLetters,
            FoldSchedule foldSchedule,
            int splitBytes,
            Operations operations) {
        this.partition = partition;
        this.database = database;
        this.deadLetters = deadLetters;
        this.foldSchedule = foldSchedule;
        this.splitBytes = splitBytes;
        this.splitKeys = new SplitKeys(database);
        this.parts = new PartWriter(database, foldSchedule, splitKeys);
        this.sweep = new ChainSweep(database);
        this.operations = operations;
    }

    /**
     * Writes the records that come after an offset, and commits them with the offset of the last.
     *
     * @return that offset; empty if there were none
     * @throws StorageException if they can't be written; none of them is then
     */
    OptionalLong write(Iterable<ConsumerRecord<byte[], byte[]>> records, long after) {
        batch.clear();
        long last = after;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (record.offset() > last) {
                last = record.offset();
                add(record);
            }
        }
        if (last == after) {
            return OptionalLong.empty();
        }
        try {
            operations.settle();
            batch.group();
            commit(last);
            sendRefused();
            return OptionalLong.of(last);
        } finally {
            rollback();
        }
    }

    private void rollback() {
        refused.clear();
        database.rollback();
        parts.clear();
        splitKeys.rolledBack();
        states.rolledBack();
        operations.rolledBack();
    }

    private void add(ConsumerRecord<byte[], byte[]> record) {
        try {
            ReadUpdate update = UpdateReader.read(record);
            Occurrence operation =
                    update.operation() == null ? null : operations.add(update.operation(), record.timestamp());
            batch.add(new Key(record.key()), update.change(), operation);
        } catch (RefusedUpdateException e) {
            refused.add(new DeadLetter(
                    record.key(), record.value(), record.headers(), e.getMessage(), partition, record.offset()));
        }
    }

    private void commit(long last) {
        lookUp();
        for (KeyDeltas key : batch.keys()) {
            key.mergedAs(merge(key));
        }
        parts.write();
        PartitionMeta.setApplied(database, last);
        commit();
    }

    private void commit() {
        database.commit();
        splitKeys.committed();
        states.committed();
        operations.committed();
    }

    /**
     * Finds what is known of each key. Nothing else happens between one and the next, so that the processor waits for the memory of
     * several of them at once.
     */
    private void lookUp() {
        for (KeyDeltas key : batch.keys()) {
            key.split = splitKeys.typeOf(key.key());
            if (key.split == null) {
                key.state = states.get(key.key());
                key.isDue = key.state == null && foldSchedule.isDue(key.key());
            }
        }
    }

    /** Merges deltas into a key with the next commit, and returns what they came to. */
    private List<Operand> merge(KeyDeltas into) {
        Key key = into.key();
        if (into.split != null) {
            List<Operand> taken = takeAlike(key, into.split, into.deltas());
            parts.add(key, taken);
            return taken.isEmpty() ? taken : join(key, taken);
        }
        List<Operand> joined = join(key, into.deltas());
        if (into.state == null) {
            append(key, joined, into.isDue);
            return joined;
        }
        List<Operand> taken = takeAlike(key, into.state.type(), joined);
        if (!taken.isEmpty() && !putState(key, into.state, taken)) {
            append(key, taken, foldSchedule.isDue(key));
        }
        return taken;
    }

    private void append(Key key, List<Operand> deltas, boolean isDue) {
        if (!isDue || !fold(key, deltas)) {
            deltas.forEach(delta -> database.append(key, delta));
            sweep.merged();
        }
    }

    /** Replaces what is stored of a key by its state and deltas of the same type; false if they can't be joined. */
    private boolean putState(Key key, Operand state, List<Operand> deltas) {
        List<Operand> chain = new ArrayList<>(1 + deltas.size());
        chain.add(state);
        chain.addAll(deltas);
        List<Operand> joined = join(key, chain);
        if (joined.size() > 1) {
            states.remove(key);
            return false;
        }
        Operand now = joined.get(0).asFirst();
        replace(key, now);
        remember(key, now, deltas);
        return true;
    }

    private void remember(Key key, Operand folded, List<Operand> added) {
        if (folded.frameBytes() <= splitBytes) {
            int updateBytes = 0;
            for (Operand update : added) {
                updateBytes += update.frameBytes();
            }
            states.put(key, folded, updateBytes);
        } else {
            states.remove(key);
        }
    }

    /** The deltas of that type; the others are refused at once. */
    private List<Operand> takeAlike(Key key, LatticeType type, List<Operand> deltas) {
        if (deltas.size() == 1 && deltas.get(0).type() == type) {
            return deltas;
        }
        List<Operand> alike = new ArrayList<>(deltas.size());
        for (Operand delta : deltas) {
            if (delta.type() == type) {
                alike.add(delta);
            } else {
                refused.add(clash(key, type, delta));
            }
        }
        return alike;
    }

    /** Tells watchers what the last write has joined into their keys, and forgets it. */
    void tell(KeyWatches watches, long last) {
        if (!watches.isEmpty()) {
            for (KeyDeltas key : batch.keys()) {
                if (watches.isWatched(key.key())) {
                    tell(watches, key.key(), key.deltas());
                }
            }
            watches.applied(last);
        }
        batch.clear();
    }

    private void tell(KeyWatches watches, Key key, List<Operand> deltas) {
        if (!Increments.areIn(deltas)) {
            watches.changed(key, deltas);
            return;
        }
        try {
            Operand now = Chain.fold(Chain.parse(database.get(key))).value();
            watches.changed(key, Increments.withTotals(deltas, now));
        } catch (CorruptValueException e) {
            log.error(
                    "partition {}: key {} can't be read, its watchers begin anew",
                    partition,
                    new String(key.bytes(), UTF_8),
                    e);
            watches.purged(key.bytes());
        }
    }

    /** One operand a lattice type: which of them is the key's is not known without a read. */
    private List<Operand> join(Key key, List<Operand> deltas) {
        try {
            return Chain.joinByType(deltas);
        } catch (RuntimeException e) {
            // They were decoded before; if they can't be joined all the same, this key must not stop the others.
            log.error("partition {}: updates of key {} can't be joined", partition, new String(key.bytes(), UTF_8), e);
            return deltas;
        }
    }

    private void sendRefused() {
        refused.forEach(deadLetters::accept);
        refused.clear();
    }

    /** Puts the fold of what is stored and {@code added} in its place with the next commit; false if it can't be folded. */
    private boolean fold(Key key, List<Operand> added) {
        byte[] stored = database.get(key);
        try {
            List<Operand> chain = new ArrayList<>(stored == null ? List.of() : Chain.parse(stored));
            int operands = chain.size();
            if (operands <= 1 && added.isEmpty()) {
                return true;
            }
            chain.addAll(added);
            Operand folded = foldChain(key, chain);
            if (operands >= MERGED_OFTEN) {
                remember(key, folded, added);
            }
            return true;
        } catch (CorruptValueException e) {
            notFolded(key, e);
            return false;
        }
    }

    private void notFolded(Key key, CorruptValueException e) {
        log.error(
                "partition {}: key {} can't be folded and is left as it is",
                partition,
                new String(key.bytes(), UTF_8),
                e);
    }

    private Operand foldChain(Key key, List<Operand> chain) throws CorruptValueException {
        Folded folded = Chain.fold(chain);
        replace(key, folded.value());
        for (Operand operand : folded.refused()) {
            refused.add(clash(key, folded.value().type(), operand));
        }
        return folded.value();
    }

    private void replace(Key key, Operand folded) {
        if (folded.frameBytes() > splitBytes && Decomposition.appliesTo(folded.type())) {
            parts.split(key, folded);
        } else {
            database.put(key, folded);
        }
    }

    /**
     * Folds chains that lie beside each other, where enough was merged for that since the last time.
     *
     * @throws StorageException if that can't be written; the chains stay as they are
     */
    void sweep() {
        try {
            while (sweep.isDue()) {
                sweep.step(this::foldSwept);
                commit();
                sendRefused();
            }
        } finally {
            rollback();
        }
    }

    private void foldSwept(Key key, byte[] stored) {
        try {
            List<Operand> chain = Chain.parse(stored);
            if (chain.size() >= WORTH_A_SWEEP) {
                foldChain(key, chain);
                foldSchedule.folded(key, chain.size());
            }
        } catch (CorruptValueException e) {
            notFolded(key, e);
        }
    }

    private DeadLetter clash(Key key, LatticeType kept, Operand operand) {
        byte[] update = operand.toUpdate().toByteArray();
        String reason = "the update is a " + operand.type() + ", but the key has a "
                + kept + "; use another key, or write a "
                + kept;
        return new DeadLetter(key.bytes(), update, new RecordHeaders(), reason, partition, operand.offset());
    }

    /**
     * Takes a key away if it has a dead value whose newest update is the named one, and commits that with the offset of the record
     * that asks for it.
     *
     * @param timeMillis at which it must be dead
     * @return whether it was taken away
     * @throws StorageException if that can't be written
     */
    boolean purge(byte[] key, long newest, long timeMillis, long offset) {
        try {
            byte[] stored = database.get(new Key(key));
            // Sets and maps, of which some are in parts, are never purged.
            boolean purged =
                    stored != null && splitKeys.typeOf(new Key(key)) == null && purge(key, stored, newest, timeMillis);
            PartitionMeta.setApplied(database, offset);
            database.commit();
            sendRefused();
            return purged;
        } finally {
            refused.clear();
            database.rollback();
        }
    }

    private boolean purge(byte[] key, byte[] stored, long newest, long timeMillis) {
        try {
            Folded folded = Chain.fold(Chain.parse(stored));
            if (folded.value().offset() != newest || !PurgeReader.mayGo(folded.value(), timeMillis)) {
                return false;
            }
            database.delete(key);
            states.remove(new Key(key));
            folded.refused()
                    .forEach(operand ->
                            refused.add(clash(new Key(key), folded.value().type(), operand)));
            return true;
        } catch (CorruptValueException | RuntimeException e) {
            log.error("partition {}: key {} can't be read and is not purged", partition, new String(key, UTF_8), e);
            return false;
        }
    }

    /** Has a key folded by a {@link #tidy}. */
    void foldLater(Key key) {
        foldSchedule.later(key);
    }

    /**
     * Folds chains that were merged into lately.
     *
     * @param keys at most so many
     * @return whether there are more
     * @throws StorageException if a fold can't be written; its chain stays as it is
     */
    boolean tidy(int keys) {
        try {
            Key key = foldSchedule.next();
            for (int i = 1; key != null; i++) {
                // One by one: a key may be remembered more than once.
                tidy(key);
                commit();
                sendRefused();
                key = i < keys ? foldSchedule.next() : null;
            }
        } finally {
            rollback();
        }
        return foldSchedule.hasNext();
    }

    private void tidy(Key key) {
        if (key.isPart()) {
            parts.fold(key);
        } else if (splitKeys.typeOf(key) == null) {
            fold(key, List.of());
        }
    }
}
