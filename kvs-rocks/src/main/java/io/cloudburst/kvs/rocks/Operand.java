package io.cloudburst.kvs.rocks;

import com.google.protobuf.UnsafeByteOperations;
import io.cloudburst.lattices.Decomposition;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.LatticeCodec;
import io.cloudburst.lattices.LatticeType;
import io.cloudburst.lattices.MalformedLatticeException;
import io.cloudburst.protocol.Update;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A lattice that is one link of a key's chain, or is about to be: the join of one or more updates, decoded where it had to be and
 * encoded where it is needed. Immutable to its user; used by one thread.
 *
 * <p>On disk a link is a frame: the offset of the newest update in it and the length of the encoded lattice, each as an unsigned
 * LEB128 integer, then the encoded lattice. Frames know their own end, so a chain is their concatenation. Of {@link Increments} there
 * is, before the encoded lattice, a zero, which no lattice begins with, and both totals of the shift as such integers; where the
 * shift says it all, no lattice follows.
 */
final class Operand {
    private static final byte SHIFT_TAG = 0;

    private final long offset;
    // What it adds to what comes before it.
    private final Shift shift;
    // Whether that is all there is of it.
    private final boolean isIncrement;
    // Null until needed.
    private Lattice<?> lattice;
    // Null until needed; then the encoded lattice is there.
    private byte[] array;
    private int from;
    private int length;

    private Operand(
            long offset, Shift shift, boolean isIncrement, Lattice<?> lattice, byte[] array, int from, int length) {
        this.offset = offset;
        this.shift = shift;
        this.isIncrement = isIncrement;
        this.lattice = lattice;
        this.array = array;
        this.from = from;
        this.length = length;
    }

    /** An encoded lattice as a part of an array that nobody changes any more. */
    static Operand ofEncoded(long offset, byte[] array, int from, int length) {
        return new Operand(offset, Shift.NONE, false, null, array, from, length);
    }

    /**
     * The operand of a frame's content, a part of an array that nobody changes any more.
     *
     * @throws IllegalArgumentException if that is none
     */
    static Operand ofContent(long offset, byte[] array, int from, int length) {
        if (length == 0 || array[from] != SHIFT_TAG) {
            return ofEncoded(offset, array, from, length);
        }
        int end = from + length;
        long ups = Varint.read(array, from + 1);
        int afterUps = from + 1 + Varint.size(ups);
        long downs = Varint.read(array, afterUps);
        int afterDowns = afterUps + Varint.size(downs);
        if (afterDowns > end || ups < 0 || downs < 0) {
            throw new IllegalArgumentException("an increment that does not end with its frame, at byte " + from);
        }
        boolean isIncrement = afterDowns == end;
        return new Operand(
                offset,
                new Shift(ups, downs),
                isIncrement,
                null,
                isIncrement ? null : array,
                isIncrement ? 0 : afterDowns,
                end - afterDowns);
    }

    /** Only adds to what comes before it. */
    static Operand increment(long offset, Shift shift) {
        return new Operand(offset, shift, true, null, null, 0, 0);
    }

    /** Adds to what comes before it, and is joined with that then. */
    static Operand shifting(long offset, Shift shift, Lattice<?> lattice) {
        return new Operand(offset, shift, false, lattice, null, 0, 0);
    }

    /** A lattice that is encoded when that is needed. */
    static Operand of(long offset, Lattice<?> lattice) {
        return shifting(offset, Shift.NONE, lattice);
    }

    /** The offset of the newest update in it. */
    long offset() {
        return offset;
    }

    /** What it adds to a counter that comes before it; {@link Shift#NONE} of everything but {@link Increments}. */
    Shift shift() {
        return shift;
    }

    /** Whether it adds something, and that is all. */
    boolean isIncrement() {
        return isIncrement;
    }

    /** The same where nothing comes before it. */
    Operand asFirst() {
        return shift == Shift.NONE ? this : new Operand(offset, Shift.NONE, false, lattice(), array, from, length);
    }

    /**
     * The type of the lattice, which need not be decoded for that.
     *
     * @throws MalformedLatticeException if the bytes don't begin as one
     */
    LatticeType type() {
        if (lattice != null) {
            return lattice.type();
        }
        return isIncrement ? LatticeType.UP_DOWN_COUNTER : LatticeCodec.typeOf(array, from, length);
    }

    /**
     * Sees that {@link #lattice} will not fail.
     *
     * @throws MalformedLatticeException if the bytes are no encoded lattice
     */
    void check() {
        if (lattice == null && !isIncrement) {
            LatticeCodec.check(array, from, length);
        }
    }

    /**
     * The decoded lattice; of increments, what they make of nothing.
     *
     * @throws MalformedLatticeException if the bytes are none
     * @throws IllegalArgumentException if something follows it
     */
    Lattice<?> lattice() {
        if (lattice == null && isIncrement) {
            lattice = shift.toCounter();
        }
        if (lattice == null) {
            ByteBuffer encoded = ByteBuffer.wrap(array, from, length);
            Lattice<?> decoded = LatticeCodec.decode(encoded);
            if (encoded.hasRemaining()) {
                throw new IllegalArgumentException(encoded.remaining() + " bytes follow the encoded " + decoded.type());
            }
            lattice = decoded;
        }
        return lattice;
    }

    /**
     * All of them joined, in the order of the log; they must be of the same type, and at least one. Its offset is that of the newest, also where that adds
     * nothing: so it does not hang on the order and the grouping of joins.
     */
    static Operand join(List<Operand> operands) {
        return join(operands, Lattice::join);
    }

    /** The same, where they are parts of one value. */
    static Operand joinParts(List<Operand> operands) {
        return join(operands, Decomposition::join);
    }

    private static Operand join(List<Operand> operands, Function<List<Lattice<?>>, Lattice<?>> how) {
        if (operands.size() == 1) {
            return operands.get(0);
        }
        if (Increments.areIn(operands)) {
            return Increments.join(operands);
        }
        long newest = 0;
        List<Lattice<?>> lattices = new ArrayList<>(operands.size());
        for (Operand operand : operands) {
            newest = Math.max(newest, operand.offset());
            lattices.add(operand.lattice());
        }
        Lattice<?> joined = how.apply(lattices);
        for (Operand operand : operands) {
            if (operand.lattice == joined) {
                return new Operand(newest, Shift.NONE, false, joined, operand.array, operand.from, operand.length);
            }
        }
        return of(newest, joined);
    }

    StoredValue toStoredValue() {
        encode();
        return new StoredValue(
                ByteBuffer.wrap(array, from, length).asReadOnlyBuffer().slice(), offset);
    }

    /** An update that would make as much of nothing. */
    Update toUpdate() {
        return isIncrement
                ? Update.newBuilder().setIncrement(shift.increment()).build()
                : Update.newBuilder()
                        .setDelta(
                                UnsafeByteOperations.unsafeWrap(toStoredValue().encoded()))
                        .build();
    }

    /** How long its frame is. */
    int frameBytes() {
        int content = contentBytes();
        return Varint.size(offset) + Varint.size(content) + content;
    }

    private int contentBytes() {
        return shiftBytes() + latticeBytes();
    }

    private int shiftBytes() {
        return shift == Shift.NONE ? 0 : 1 + Varint.size(shift.ups()) + Varint.size(shift.downs());
    }

    private int latticeBytes() {
        if (isIncrement) {
            return 0;
        }
        encode();
        return length;
    }

    /** Writes its frame at a position and returns the position behind it. */
    int writeFrame(byte[] target, int position) {
        int next = Varint.write(target, Varint.write(target, position, offset), contentBytes());
        if (shift != Shift.NONE) {
            target[next] = SHIFT_TAG;
            next = Varint.write(target, Varint.write(target, next + 1, shift.ups()), shift.downs());
        }
        if (isIncrement) {
            return next;
        }
        System.arraycopy(array, from, target, next, length);
        return next + length;
    }

    private void encode() {
        if (array == null) {
            array = LatticeCodec.encode(lattice());
            from = 0;
            length = array.length;
        }
    }
}
