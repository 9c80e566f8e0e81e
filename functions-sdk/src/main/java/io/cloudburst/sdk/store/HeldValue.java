package io.cloudburst.sdk.store;

import io.cloudburst.lattices.LastWriterWins;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.LatticeCodec;
import java.util.Optional;

/**
 * What is known of a watched key.
 *
 * @param value and the offset up to which all of the key's updates are in it, once it is whole; always there
 * @param whole whether nothing is missing but what is still on its way; before that nobody may read it
 * @param size of the value
 */
record HeldValue(Optional<StoredValue> value, boolean whole, Size size) {
    /**
     * What a value takes, about, without encoding it at every change.
     *
     * @param bytes what was measured, and of what was joined since
     * @param measured the encoding's, when that was last looked at
     */
    record Size(int bytes, int measured) {
        /** Lattices other than objects are made of many small things. */
        private static final int MANY_SMALL_THINGS = 3;

        /** Estimates are not worth checking before they have grown by that much. */
        private static final int SLACK_BYTES = 1 << 10;

        static Size of(Optional<Lattice<?>> lattice) {
            int bytes = lattice.map(value -> inMemory(value, LatticeCodec.encode(value).length))
                    .orElse(0);
            return new Size(bytes, bytes);
        }

        private static int inMemory(Lattice<?> value, int encoded) {
            return value instanceof LastWriterWins ? encoded : encoded * MANY_SMALL_THINGS;
        }

        Size ofJoined(Lattice<?> before, Lattice<?> delta, Lattice<?> joined) {
            if (joined == before) {
                return this;
            }
            Size added = of(Optional.of(delta));
            if (joined == delta) {
                return added;
            }
            int grown = bytes + added.bytes();
            return grown > 2 * measured + SLACK_BYTES ? of(Optional.of(joined)) : new Size(grown, measured);
        }
    }

    static HeldValue of(StoredValue value) {
        return new HeldValue(Optional.of(value), false, Size.of(value.lattice()));
    }

    HeldValue asWhole() {
        return whole ? this : new HeldValue(value, true, size);
    }

    /**
     * Joins what the store had at {@code upTo}. What is here of another type had been refused there.
     *
     * @param lattice empty if the key did not exist, or there is nothing new
     */
    HeldValue joinStored(Optional<Lattice<?>> lattice, long upTo) {
        return lattice.isEmpty() || isAlike(lattice.get())
                ? join(lattice, upTo)
                : with(lattice, Size.of(lattice), upTo);
    }

    /** Joins a change. One of another type than what is here, the store has refused. */
    HeldValue joinChange(Lattice<?> delta, long upTo) {
        return join(isAlike(delta) ? Optional.of(delta) : Optional.empty(), upTo);
    }

    StoredValue known() {
        return value.orElseThrow();
    }

    private boolean isAlike(Lattice<?> other) {
        return known().lattice().isEmpty() || known().lattice().get().type() == other.type();
    }

    private HeldValue join(Optional<Lattice<?>> delta, long upTo) {
        Optional<Lattice<?>> before = known().lattice();
        if (delta.isEmpty()) {
            return with(before, size, upTo);
        }
        if (before.isEmpty()) {
            return with(delta, Size.of(delta), upTo);
        }
        Lattice<?> joined = Lattice.join(before.get(), delta.get());
        return with(Optional.of(joined), size.ofJoined(before.get(), delta.get(), joined), upTo);
    }

    /** What is known up to an offset stays known, whoever says something older. */
    private HeldValue with(Optional<Lattice<?>> lattice, Size newSize, long upTo) {
        StoreVersion version = known().version();
        StoreVersion newest = new StoreVersion(version.partition(), Math.max(version.offset(), upTo));
        return new HeldValue(Optional.of(new StoredValue(lattice, newest)), whole, newSize);
    }
}
