package io.cloudburst.lattices;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * A register that keeps the value written last: the greatest in a total order, so that all replicas keep the same one, also where
 * two writes are of the same microsecond.
 *
 * <p>The order: the later timestamp wins; then the greater writer id (as a signed number); then a deletion over a value; then the
 * greater bytes (unsigned, lexicographic); then the later expiry, none being the latest.
 *
 * <p>A deletion is a value too, and hides what was written before it. A value with an expiry hides it as well, also when it has
 * expired itself: the time is part of the value, so every replica comes to the same answer from the same clock.
 *
 * @see <a href="https://doi.org/10.17487/RFC0677">Johnson and Thomas, Maintenance of Duplicate Databases, RFC 677 (1975)</a>
 */
public final class LastWriterWins implements Lattice<LastWriterWins>, Comparable<LastWriterWins> {
    private static final int DELETED = 1;
    private static final int EXPIRES = 2;
    private static final long NEVER = Long.MAX_VALUE;
    private static final byte[] NOTHING = {};

    private final long timestampMicros;
    private final long writerId;
    private final boolean deleted;
    // Empty where deleted.
    private final byte[] value;
    // NEVER where deleted.
    private final long expiresAtMillis;

    private LastWriterWins(long timestampMicros, long writerId, boolean deleted, byte[] value, long expiresAtMillis) {
        this.timestampMicros = timestampMicros;
        this.writerId = writerId;
        this.deleted = deleted;
        this.value = value;
        this.expiresAtMillis = expiresAtMillis;
    }

    /**
     * A value that stays until another is written.
     *
     * @param timestampMicros when it was written, microseconds since the epoch
     * @param writerId who wrote it; unique, so that writes of the same microsecond are ordered
     * @param value copied; may be empty
     */
    public static LastWriterWins of(long timestampMicros, long writerId, byte[] value) {
        return new LastWriterWins(timestampMicros, writerId, false, value.clone(), NEVER);
    }

    /**
     * A value that is live only before {@code expiresAtMillis}, milliseconds since the epoch.
     *
     * @throws IllegalArgumentException if the expiry is negative
     */
    public static LastWriterWins expiring(long timestampMicros, long writerId, byte[] value, long expiresAtMillis) {
        if (expiresAtMillis < 0) {
            throw new IllegalArgumentException(
                    "expiry " + expiresAtMillis + " is before the epoch; give milliseconds since 1970");
        }
        return new LastWriterWins(timestampMicros, writerId, false, value.clone(), expiresAtMillis);
    }

    /** A deletion: hides whatever was written before. */
    public static LastWriterWins deleted(long timestampMicros, long writerId) {
        return new LastWriterWins(timestampMicros, writerId, true, NOTHING, NEVER);
    }

    @Override
    public LastWriterWins merge(LastWriterWins other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** Whether there is a value to be seen at that time, milliseconds since the epoch: neither deleted nor expired. */
    public boolean isLive(long nowMillis) {
        return !deleted && (expiresAtMillis == NEVER || nowMillis < expiresAtMillis);
    }

    /** Whether this is a deletion. */
    public boolean isDeleted() {
        return deleted;
    }

    /** A copy of the bytes written, expired or not; empty for a deletion. */
    public byte[] value() {
        return value.clone();
    }

    /** The bytes written without copying them; read-only. */
    public ByteBuffer valueBuffer() {
        return ByteBuffer.wrap(value).asReadOnlyBuffer();
    }

    /** When it was written, microseconds since the epoch by the writer's clock. */
    public long timestampMicros() {
        return timestampMicros;
    }

    /** Who wrote it. */
    public long writerId() {
        return writerId;
    }

    /** When it ends to be live, milliseconds since the epoch; empty for never. */
    public OptionalLong expiresAtMillis() {
        return expiresAtMillis == NEVER ? OptionalLong.empty() : OptionalLong.of(expiresAtMillis);
    }

    @Override
    public LatticeType type() {
        return LatticeType.LAST_WRITER_WINS;
    }

    /** The order in which writes win: the greater one stays. Consistent with equals. */
    @Override
    public int compareTo(LastWriterWins other) {
        int order = Long.compare(timestampMicros, other.timestampMicros);
        if (order == 0) {
            order = Long.compare(writerId, other.writerId);
        }
        if (order == 0) {
            order = Boolean.compare(deleted, other.deleted);
        }
        if (order == 0) {
            order = Arrays.compareUnsigned(value, other.value);
        }
        return order == 0 ? Long.compare(expiresAtMillis, other.expiresAtMillis) : order;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LastWriterWins that && compareTo(that) == 0;
    }

    @Override
    public int hashCode() {
        return Objects.hash(timestampMicros, writerId, deleted, Arrays.hashCode(value), expiresAtMillis);
    }

    @Override
    public String toString() {
        String what = deleted ? "deleted" : value.length + " bytes";
        String expiry = expiresAtMillis == NEVER ? "" : " until " + expiresAtMillis;
        return "LastWriterWins[" + what + expiry + " at " + timestampMicros + " by " + writerId + "]";
    }

    void encode(Encoder out) {
        out.writeByte(deleted ? DELETED : expiresAtMillis == NEVER ? 0 : EXPIRES);
        out.writeSigned(timestampMicros);
        out.writeVarint(writerId);
        if (deleted) {
            return;
        }
        if (expiresAtMillis != NEVER) {
            out.writeVarint(expiresAtMillis);
        }
        out.writeBytes(value);
    }

    private static int readForm(Decoder in) {
        int position = in.position();
        int form = in.readByte();
        if (form != 0 && form != DELETED && form != EXPIRES) {
            throw in.malformed("unknown form " + (form & 0xff) + " of a last-writer-wins value", position);
        }
        return form;
    }

    private static long readExpiry(Decoder in) {
        return in.readVarint(NEVER - 1, "expiry");
    }

    /** Reads as {@link #decode} does, but makes nothing. */
    static void check(Decoder in) {
        int form = readForm(in);
        in.readSigned();
        in.readVarint();
        if (form == DELETED) {
            return;
        }
        if (form == EXPIRES) {
            readExpiry(in);
        }
        in.skipBytes();
    }

    static LastWriterWins decode(Decoder in) {
        int form = readForm(in);
        long timestampMicros = in.readSigned();
        long writerId = in.readVarint();
        if (form == DELETED) {
            return deleted(timestampMicros, writerId);
        }
        long expiresAtMillis = form == EXPIRES ? readExpiry(in) : NEVER;
        return new LastWriterWins(timestampMicros, writerId, false, in.readBytes(), expiresAtMillis);
    }
}
