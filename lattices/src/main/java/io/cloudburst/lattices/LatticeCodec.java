package io.cloudburst.lattices;

import java.nio.ByteBuffer;

/**
 * The binary format of lattices: a byte for the format's version ({@value #VERSION}), a byte for the type, then the value, numbers
 * as variable-length integers (LEB128).
 *
 * <p>The format is canonical: equal values have equal bytes, and every other spelling of a value is refused, so values can be
 * compared as bytes. An encoding knows its own end: encodings can be concatenated and taken apart again.
 *
 * <p>Bytes may come from anywhere. Decoding throws {@link MalformedLatticeException} and nothing else, allocates no more than a
 * small multiple of the input's size, and refuses lattices nested deeper than {@value #MAX_DEPTH}.
 */
public final class LatticeCodec {
    /** The version of the format, the first byte of every encoding. */
    public static final byte VERSION = 1;

    /** How deep lattices may be nested: a map of plain values has depth 2. */
    public static final int MAX_DEPTH = 16;

    private LatticeCodec() {}

    /** The bytes of a value; a fresh array. */
    public static byte[] encode(Lattice<?> value) {
        Encoder out = new Encoder();
        out.writeByte(VERSION);
        out.writeByte(value.type().tag());
        out.writeBody(value);
        return out.toByteArray();
    }

    /**
     * The value that {@code encoded} holds, which is copied where needed and may be changed afterwards.
     *
     * @throws MalformedLatticeException if the bytes are anything but one encoded lattice
     */
    public static Lattice<?> decode(byte[] encoded) {
        Decoder in = new Decoder(encoded, 0, encoded.length);
        Lattice<?> value = decode(in);
        in.expectEnd();
        return value;
    }

    /**
     * The value that begins at the buffer's position, which moves behind it. What follows is left for the next call: that is how
     * concatenated encodings are read.
     *
     * @throws MalformedLatticeException if no encoded lattice begins there, with a byte counted from the buffer's position, which
     *     stays where it was
     */
    public static Lattice<?> decode(ByteBuffer encoded) {
        Decoder in;
        if (encoded.hasArray()) {
            in = new Decoder(encoded.array(), encoded.arrayOffset() + encoded.position(), encoded.remaining());
        } else {
            byte[] copy = new byte[encoded.remaining()];
            encoded.duplicate().get(copy);
            in = new Decoder(copy, 0, copy.length);
        }
        Lattice<?> value = decode(in);
        encoded.position(encoded.position() + in.position());
        return value;
    }

    /**
     * Looks at all of an encoded value as {@link #decode(byte[])} would, but makes it only where nothing less will do.
     *
     * @param from where it begins
     * @param length how many bytes it has
     * @return its type
     * @throws MalformedLatticeException if the bytes are anything but one encoded lattice
     */
    public static LatticeType check(byte[] encoded, int from, int length) {
        Decoder in = new Decoder(encoded, from, length);
        LatticeType type = readHeader(in);
        in.checkBody(type);
        in.expectEnd();
        return type;
    }

    /**
     * The type of an encoded value, from its first two bytes; the rest is not looked at.
     *
     * @throws MalformedLatticeException if these are not a version and a type
     */
    public static LatticeType typeOf(byte[] encoded) {
        return typeOf(encoded, 0, encoded.length);
    }

    /**
     * The same of a value that is a part of an array.
     *
     * @throws MalformedLatticeException if it does not begin with a version and a type
     */
    public static LatticeType typeOf(byte[] encoded, int from, int length) {
        return readHeader(new Decoder(encoded, from, length));
    }

    /**
     * The encoding of both values merged: {@code encode(decode(a).merge(decode(b)))}. Where one of them already is that, the array
     * itself is returned, not a copy.
     *
     * @throws MalformedLatticeException if one is not an encoded lattice
     * @throws LatticeTypeException if they are of different types
     */
    public static byte[] merge(byte[] a, byte[] b) {
        Lattice<?> left = decode(a);
        Lattice<?> right = decode(b);
        Lattice<?> merged = Lattice.join(left, right);
        if (merged == left) {
            return a;
        }
        return merged == right ? b : encode(merged);
    }

    private static Lattice<?> decode(Decoder in) {
        return in.readBody(readHeader(in));
    }

    private static LatticeType readHeader(Decoder in) {
        byte version = in.readByte();
        if (version != VERSION) {
            throw in.malformed("format version " + (version & 0xff) + " where this build reads " + VERSION, 0);
        }
        return LatticeType.read(in);
    }
}
