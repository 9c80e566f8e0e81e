package io.cloudburst.kvs.rocks;

import io.cloudburst.lattices.Decomposition;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.Part;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A value as of one moment, in fragments: lattices of its type that joined are the value. Holds a view of the partition until it is
 * closed, or the partition is. Thread-safe.
 */
public final class ValueFragments implements AutoCloseable {
    // Null where the value was one chain, and all of it is read.
    private final ReadGate gate;
    private final ValueReader reader;
    private final PartIterator parts;
    private final Deque<StoredValue> read = new ArrayDeque<>();
    private final long fragmentBytes;
    // Nobody may touch the iterator then.
    private boolean closed;

    /** Of a value in parts. */
    ValueFragments(ReadGate gate, ValueReader reader, PartIterator parts, long fragmentBytes) {
        this.gate = gate;
        this.reader = reader;
        this.parts = parts;
        this.fragmentBytes = fragmentBytes;
    }

    /** Of a value that is one. */
    ValueFragments(Operand value, long fragmentBytes) {
        this(null, null, null, fragmentBytes);
        StoredValue stored = value.toStoredValue();
        if (stored.encoded().remaining() <= fragmentBytes
                || !Decomposition.appliesTo(value.lattice().type())) {
            read.add(stored);
        } else {
            cut(value);
        }
    }

    private void cut(Operand value) {
        List<Lattice<?>> fragment = new ArrayList<>();
        long bytes = 0;
        for (Part part : Decomposition.parts(value.lattice())) {
            int partBytes = Operand.of(value.offset(), part.value()).frameBytes();
            if (bytes > 0 && bytes + partBytes > fragmentBytes) {
                read.add(Operand.of(value.offset(), Lattice.join(fragment)).toStoredValue());
                fragment.clear();
                bytes = 0;
            }
            fragment.add(part.value());
            bytes += partBytes;
        }
        read.add(Operand.of(value.offset(), Lattice.join(fragment)).toStoredValue());
    }

    /**
     * The next fragment, about as large as was asked for; larger only where a single part is, or the value can't be taken apart.
     * Empty behind the last, and once it is closed.
     *
     * @throws CorruptValueException if what is stored can't be read
     * @throws StorageException if RocksDB fails
     * @throws PartitionClosedException if the partition is closed
     */
    public synchronized Optional<StoredValue> next() throws CorruptValueException {
        if (parts == null) {
            return Optional.ofNullable(read.poll());
        }
        Map<Key, byte[]> chains = new LinkedHashMap<>();
        if (!closed) {
            gate.read(() -> collect(chains, Long.MAX_VALUE));
        }
        return join(chains);
    }

    /** The same, unless the chains of the fragment have more bytes. */
    Optional<StoredValue> next(long maxBytes) throws CorruptValueException, OversizedValueException {
        Map<Key, byte[]> chains = new LinkedHashMap<>();
        if (gate.read(() -> collect(chains, maxBytes)) > maxBytes) {
            throw new OversizedValueException(maxBytes);
        }
        return join(chains);
    }

    private Optional<StoredValue> join(Map<Key, byte[]> chains) throws CorruptValueException {
        return chains.isEmpty()
                ? Optional.empty()
                : Optional.of(reader.join(chains).toStoredValue());
    }

    /** Collects a fragment's chains, until they have more than {@code maxBytes}; returns how many they have. */
    private long collect(Map<Key, byte[]> chains, long maxBytes) {
        long bytes = 0;
        while (bytes <= maxBytes && parts.isValid()) {
            byte[] chain = parts.chain();
            if (bytes > 0 && bytes + chain.length > fragmentBytes) {
                break;
            }
            chains.put(parts.part(), chain);
            bytes += chain.length;
            parts.next();
        }
        return bytes;
    }

    /** Lets go of the partition. */
    @Override
    public synchronized void close() {
        if (parts != null && !closed) {
            closed = true;
            gate.release(parts);
        }
    }
}
