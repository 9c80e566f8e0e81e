package io.cloudburst.kvs.rocks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cloudburst.lattices.Decomposition;
import io.cloudburst.lattices.LatticeCodec;
import io.cloudburst.lattices.LatticeType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Which keys are kept in parts, and of which type they are. In the place of such a key's chain is a mark for readers; the owner, who
 * appends without a read, knows them by heart. There is at most one for each {@link BatchWriter#SPLIT_BYTES} that were written.
 * Used by the partition's owner alone, but for the marks.
 */
final class SplitKeys {
    private static final byte[] META = "split/".getBytes(UTF_8);
    // A frame of offset 0 and length 0, which no operand is; behind it an empty value of the type.
    private static final int MARK_BYTES = 2;

    private final PartitionDatabase database;
    private final Map<Key, LatticeType> types = new HashMap<>();
    // Added, but not committed.
    private final Map<Key, LatticeType> added = new HashMap<>();

    SplitKeys(PartitionDatabase database) {
        this.database = database;
        database.scanMeta(
                META,
                (entry, value) -> types.put(
                        new Key(Arrays.copyOfRange(entry, META.length, entry.length)), LatticeCodec.typeOf(value)));
    }

    /** The type of a key that is kept in parts; null of one that is not. */
    LatticeType typeOf(Key key) {
        return types.get(key);
    }

    /** Marks a key, with the next commit. */
    void add(Key key, LatticeType type) {
        byte[] empty = LatticeCodec.encode(Decomposition.empty(type));
        byte[] mark = new byte[MARK_BYTES + empty.length];
        System.arraycopy(empty, 0, mark, MARK_BYTES, empty.length);
        database.put(key, mark);
        byte[] entry = Arrays.copyOf(META, META.length + key.bytes().length);
        System.arraycopy(key.bytes(), 0, entry, META.length, key.bytes().length);
        database.putMeta(entry, empty);
        added.put(key, type);
    }

    void committed() {
        types.putAll(added);
        added.clear();
    }

    void rolledBack() {
        added.clear();
    }

    /** The type of a key that is kept in parts, by what is stored under it; null if that is a chain. */
    static LatticeType typeOf(byte[] stored) {
        boolean isMark = stored.length > MARK_BYTES && stored[0] == 0 && stored[1] == 0;
        return isMark ? LatticeCodec.typeOf(Arrays.copyOfRange(stored, MARK_BYTES, stored.length)) : null;
    }
}
