package io.cloudburst.kvs.rocks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cloudburst.lattices.Decomposition;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes keys that are kept in parts: a delta is taken apart, and each part of it is appended to the chain of its name, which is
 * folded and settled by the same count as other chains. Used by the partition's owner alone.
 */
final class PartWriter {
    private static final Logger log = LoggerFactory.getLogger(PartWriter.class);

    private final PartitionDatabase database;
    private final FoldSchedule foldSchedule;
    private final SplitKeys splitKeys;
    // What is to be written; by part.
    private final Map<Key, List<Operand>> batch = new HashMap<>();

    PartWriter(PartitionDatabase database, FoldSchedule foldSchedule, SplitKeys splitKeys) {
        this.database = database;
        this.foldSchedule = foldSchedule;
        this.splitKeys = splitKeys;
    }

    /** Has a key kept in parts from the next commit on. */
    void split(Key key, Operand whole) {
        Map<Key, List<Operand>> parts = new HashMap<>();
        takeApart(key, whole, parts);
        parts.forEach((part, operands) -> database.put(part, Operand.join(operands)));
        splitKeys.add(key, whole.lattice().type());
    }

    /** Has deltas of a key that is kept in parts written by the next {@link #write}; they are of its type. */
    void add(Key key, List<Operand> deltas) {
        deltas.forEach(delta -> takeApart(key, delta, batch));
    }

    private static void takeApart(Key key, Operand delta, Map<Key, List<Operand>> into) {
        Decomposition.parts(delta.lattice()).forEach(part -> add(key, part, delta, into));
        Decomposition.notes(delta.lattice()).forEach(note -> add(key, note, delta, into));
    }

    private static void add(Key key, Part part, Operand whole, Map<Key, List<Operand>> into) {
        Operand operand = part.value() == whole.lattice() ? whole : Operand.of(whole.offset(), part.value());
        into.computeIfAbsent(key.part(part.name()), name -> new ArrayList<>(1)).add(operand);
    }

    /** Writes what was added, with the next commit. */
    void write() {
        // What is stored of these is not all there is.
        Set<Key> written = new HashSet<>();
        Map<Key, List<Operand>> round = batch;
        while (!round.isEmpty()) {
            Map<Key, List<Operand>> settled = new HashMap<>();
            round.forEach((part, operands) -> {
                List<Operand> delta = Chain.joinByType(operands);
                // A removal leaves less than there was, if it is folded.
                boolean due = foldSchedule.isDue(part)
                        || delta.stream().anyMatch(operand -> Decomposition.removes(operand.lattice()));
                if (!due || written.contains(part) || !fold(part, delta, settled)) {
                    delta.forEach(operand -> database.append(part, operand));
                }
            });
            written.addAll(round.keySet());
            round = settled;
        }
        batch.clear();
    }

    /** Folds a part's chain, with the next commit. */
    void fold(Key part) {
        fold(part, List.of(), batch);
        write();
    }

    /** Forgets what was added. */
    void clear() {
        batch.clear();
    }

    /**
     * Puts the fold of what is stored of a part and {@code added} in its place with the next commit; false if it can't be folded.
     *
     * @param settled gets what goes to other parts
     */
    private boolean fold(Key part, List<Operand> added, Map<Key, List<Operand>> settled) {
        byte[] stored = database.get(part);
        try {
            List<Operand> chain = new ArrayList<>(stored == null ? List.of() : Chain.parse(stored));
            if (chain.size() <= 1 && added.isEmpty()) {
                return true;
            }
            chain.addAll(added);
            replace(part, Chain.fold(chain).value(), stored != null, settled);
            return true;
        } catch (CorruptValueException e) {
            log.error(
                    "part {} of key {} can't be folded and is left as it is",
                    Arrays.toString(part.partName()),
                    new String(part.whole().bytes(), UTF_8),
                    e);
            return false;
        }
    }

    private void replace(Key part, Operand folded, boolean isStored, Map<Key, List<Operand>> settled)
            throws CorruptValueException {
        Key key = part.whole();
        byte[] name = part.partName();
        boolean kept = false;
        List<Part> replacement = settle(key, new Part(name, folded.lattice()));
        for (Part now : replacement) {
            if (Arrays.equals(now.name(), name)) {
                database.put(part, now.value() == folded.lattice() ? folded : Operand.of(folded.offset(), now.value()));
                kept = true;
            } else {
                add(key, now, folded, settled);
            }
        }
        if (!kept && isStored) {
            database.delete(part);
        }
        if (replacement.isEmpty()) {
            // Somewhere the offset must stay.
            Lattice<?> empty = Decomposition.empty(folded.lattice().type());
            Decomposition.parts(empty).forEach(rest -> add(key, rest, folded, settled));
        }
    }

    private List<Part> settle(Key key, Part part) throws CorruptValueException {
        try {
            return Decomposition.settle(part, other -> read(key.part(other)));
        } catch (StorageException e) {
            throw e;
        } catch (RuntimeException e) {
            // Whatever a lattice throws on damaged bytes must not reach other keys.
            throw new CorruptValueException("a part can't be settled: " + e.getMessage(), e);
        }
    }

    /** What a part has, this batch included; null if nothing. */
    private Lattice<?> read(Key part) {
        List<Operand> chain = new ArrayList<>(batch.getOrDefault(part, List.of()));
        byte[] stored = database.get(part);
        try {
            if (stored != null) {
                chain.addAll(Chain.parse(stored));
            }
            return chain.isEmpty() ? null : Chain.fold(chain).value().lattice();
        } catch (CorruptValueException e) {
            throw new IllegalStateException("part " + Arrays.toString(part.partName()) + ": " + e.getMessage(), e);
        }
    }
}
