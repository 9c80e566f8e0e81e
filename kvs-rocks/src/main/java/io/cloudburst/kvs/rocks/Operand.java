package io.cloudburst.kvs.rocks;

import io.cloudburst.lattices.Decomposition;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.LatticeCodec;
import io.cloudburst.lattices.MalformedLatticeException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A lattice that is one link of a key's chain, or is about to be: the join of one or more updates, decoded where it had to be and
 * encoded where it is needed. Immutable to its user; used by one thread.
 *
 * <p>On disk a link is a frame: the offset of the newest update in it and the length of the encoded lattice, each as an unsigned
 * LEB128 integer, then the encoded lattice. Frames know their own end, so a chain is their concatenation.
 */
final class Operand {
    private final long offset;
    // Null until needed.
    private Lattice<?> lattice;
    // Null until needed; then the encoded lattice is there.
    private byte[] array;
    private int from;
    private int length;

    private Operand(long offset, Lattice<?> lattice, byte[] array, int from, int length) {
        this.offset = offset;
        this.lattice = lattice;
        this.array = array;
        this.from = from;
        this.length = length;
    }

    /** An encoded lattice as a part of an array that nobody changes any more. */
    static Operand ofEncoded(long offset, byte[] array, int from, int length) {
        return new Operand(offset, null, array, from, length);
    }

    /** A lattice that is encoded when that is needed. */
    static Operand of(long offset, Lattice<?> lattice) {
        return new Operand(offset, lattice, null, 0, 0);
    }

    /** The offset of the newest update in it. */
    long offset() {
        return offset;
    }

    /**
     * The decoded lattice.
     *
     * @throws MalformedLatticeException if the bytes are none
     * @throws IllegalArgumentException if something follows it
     */
    Lattice<?> lattice() {
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
     * All of them joined; they must be of the same type, and at least one. Its offset is that of the newest, also where that adds
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
        long newest = operands.stream().mapToLong(Operand::offset).max().orElseThrow();
        List<Lattice<?>> lattices = new ArrayList<>(operands.size());
        operands.forEach(operand -> lattices.add(operand.lattice()));
        Lattice<?> joined = how.apply(lattices);
        for (Operand operand : operands) {
            if (operand.lattice == joined) {
                return new Operand(newest, joined, operand.array, operand.from, operand.length);
            }
        }
        return of(newest, joined);
    }

    StoredValue toStoredValue() {
        encode();
        return new StoredValue(
                ByteBuffer.wrap(array, from, length).asReadOnlyBuffer().slice(), offset);
    }

    /** How long its frame is. */
    int frameBytes() {
        encode();
        return Varint.size(offset) + Varint.size(length) + length;
    }

    /** Writes its frame at a position and returns the position behind it. */
    int writeFrame(byte[] target, int position) {
        encode();
        int next = Varint.write(target, Varint.write(target, position, offset), length);
        System.arraycopy(array, from, target, next, length);
        return next + length;
    }

    private void encode() {
        if (array == null) {
            array = LatticeCodec.encode(lattice);
            length = array.length;
        }
    }
}
