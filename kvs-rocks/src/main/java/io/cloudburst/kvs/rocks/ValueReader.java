package io.cloudburst.kvs.rocks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cloudburst.kvs.rocks.Chain.Folded;
import io.cloudburst.lattices.Decomposition;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.LatticeType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Reads a partition's values, those in parts as well. Thread-safe. */
final class ValueReader {
    // A reader that meets a chain this long asks for its fold.
    private static final int LONG_CHAIN = 2 * FoldSchedule.EVERY;

    // To fold a longer chain takes time.
    private static final int LONGEST_AT_ONCE = 16 << 10;

    private final PartitionDatabase database;
    private final ReadGate gate;
    private final Consumer<Key> foldRequests;

    ValueReader(PartitionDatabase database, ReadGate gate, Consumer<Key> foldRequests) {
        this.database = database;
        this.gate = gate;
        this.foldRequests = foldRequests;
    }

    /** See {@link PartitionStore#get(byte[], long)}. */
    Optional<StoredValue> get(Key key, long maxBytes) throws CorruptValueException, OversizedValueException {
        byte[] stored = gate.read(() -> database.get(key));
        if (stored == null) {
            return Optional.empty();
        }
        StoredValue value =
                SplitKeys.typeOf(stored) == null ? fold(key, stored).toStoredValue() : joinParts(key, maxBytes);
        if (value.encoded().remaining() > maxBytes) {
            throw new OversizedValueException(maxBytes);
        }
        return Optional.of(value);
    }

    /** See {@link PartitionStore#getAtOnce}. */
    Optional<StoredValue> getAtOnce(Key key) throws CorruptValueException {
        Optional<byte[]> stored = gate.read(() -> database.getFromMemory(key));
        if (stored.isEmpty() || stored.get().length > LONGEST_AT_ONCE || SplitKeys.typeOf(stored.get()) != null) {
            return Optional.empty();
        }
        return Optional.of(fold(key, stored.get()).toStoredValue());
    }

    private Operand fold(Key key, byte[] stored) throws CorruptValueException {
        List<Operand> chain = Chain.parse(stored);
        Folded folded = Chain.fold(chain);
        if (chain.size() > LONG_CHAIN || !folded.refused().isEmpty()) {
            foldRequests.accept(key);
        }
        return folded.value();
    }

    private StoredValue joinParts(Key key, long maxBytes) throws CorruptValueException, OversizedValueException {
        try (ValueFragments fragments = new ValueFragments(gate, this, split(key), Long.MAX_VALUE)) {
            // Chains have more bytes than the value, but not many times as much.
            Optional<StoredValue> whole = fragments.next(maxBytes > Long.MAX_VALUE / 2 ? maxBytes : 2 * maxBytes);
            return whole.orElseThrow(() -> new CorruptValueException("a value in parts without a part", null));
        }
    }

    private PartIterator split(Key key) {
        return gate.read(() -> gate.keep(database.parts(key)));
    }

    /** See {@link PartitionStore#fragments}. */
    Optional<ValueFragments> fragments(Key key, long fragmentBytes) throws CorruptValueException {
        byte[] stored = gate.read(() -> database.get(key));
        if (stored == null) {
            return Optional.empty();
        }
        return Optional.of(
                SplitKeys.typeOf(stored) == null
                        ? new ValueFragments(fold(key, stored), fragmentBytes)
                        : new ValueFragments(gate, this, split(key), fragmentBytes));
    }

    /** The join of chains of one value's parts. */
    Operand join(Map<Key, byte[]> chains) throws CorruptValueException {
        List<Operand> parts = new ArrayList<>(chains.size());
        for (Map.Entry<Key, byte[]> chain : chains.entrySet()) {
            parts.add(fold(chain.getKey(), chain.getValue()));
        }
        try {
            return Operand.joinParts(parts);
        } catch (RuntimeException e) {
            // Whatever a lattice throws on damaged bytes must not reach other keys.
            throw new CorruptValueException("a part can't be joined: " + e.getMessage(), e);
        }
    }

    /** See {@link PartitionStore#element}. */
    Optional<StoredValue> element(Key key, byte[] element, Optional<Lattice<?>> known) throws CorruptValueException {
        byte[] stored = gate.read(() -> database.get(key));
        if (stored == null) {
            return Optional.empty();
        }
        LatticeType split = SplitKeys.typeOf(stored);
        List<Operand> found = new ArrayList<>();
        if (split != null) {
            found.add(Operand.of(0, Decomposition.empty(split)));
            addParts(key, Decomposition.namesOf(split, element), found);
        } else {
            found.add(fold(key, stored));
        }
        LatticeType type = found.get(0).lattice().type();
        if (!Decomposition.appliesTo(type)) {
            return Optional.of(found.get(0).toStoredValue());
        }
        known.filter(lattice -> lattice.type() == type).ifPresent(lattice -> found.add(Operand.of(0, lattice)));
        Operand present = Chain.fold(found).value();
        if (split != null) {
            found.clear();
            found.add(present);
            addParts(key, Decomposition.shadowsOf(present.lattice()), found);
            present = Chain.fold(found).value();
        }
        return Optional.of(Operand.of(present.offset(), Decomposition.element(present.lattice(), element))
                .toStoredValue());
    }

    private void addParts(Key key, List<byte[]> names, List<Operand> found) throws CorruptValueException {
        for (byte[] name : names) {
            Key part = key.part(name);
            byte[] chain = gate.read(() -> database.get(part));
            if (chain != null) {
                found.add(fold(part, chain));
            }
        }
    }

    /** See {@link PartitionStore#scan}. */
    List<ScannedValue> scan(byte[] prefix, byte[] after, int keys, long bytes, long maxBytes)
            throws CorruptValueException {
        // What sorts directly behind a key is that key with a zero.
        byte[] from = after == null || Arrays.compareUnsigned(after, prefix) < 0
                ? prefix
                : Arrays.copyOf(after, after.length + 1);
        Map<byte[], byte[]> chains = new LinkedHashMap<>();
        AtomicLong size = new AtomicLong();
        gate.read(() -> {
            database.scan(from, (key, chain) -> {
                if (!startsWith(key, prefix)) {
                    return false;
                }
                chains.put(key, chain);
                // One in parts is large; how large is not known yet.
                long chainBytes = SplitKeys.typeOf(chain) == null ? chain.length : bytes;
                return chains.size() < keys && size.addAndGet(chainBytes) < bytes;
            });
            return null;
        });
        List<ScannedValue> values = new ArrayList<>(chains.size());
        for (Map.Entry<byte[], byte[]> chain : chains.entrySet()) {
            values.add(new ScannedValue(chain.getKey(), scanned(new Key(chain.getKey()), chain.getValue(), maxBytes)));
        }
        return values;
    }

    private Optional<StoredValue> scanned(Key key, byte[] stored, long maxBytes) throws CorruptValueException {
        try {
            StoredValue value =
                    SplitKeys.typeOf(stored) == null ? fold(key, stored).toStoredValue() : joinParts(key, maxBytes);
            return value.encoded().remaining() > maxBytes ? Optional.empty() : Optional.of(value);
        } catch (OversizedValueException e) {
            return Optional.empty();
        } catch (CorruptValueException e) {
            throw new CorruptValueException("key '" + new String(key.bytes(), UTF_8) + "': " + e.getMessage(), e);
        }
    }

    private static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }
}
