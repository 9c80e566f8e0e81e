package io.cloudburst.lattices;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The names of parts. The first byte says of which kind a part is; the rest has none. Notes sort behind all parts, so that who
 * reads the parts in order can stop there.
 */
final class PartName {
    /** What has no part of its own. */
    static final byte[] REST = {};

    private static final byte DEAD_BLOCK = 'd';
    private static final byte DEAD_BLOCKS = 'D';
    private static final byte ELEMENT = 'e';
    private static final byte LONG_ELEMENT = 'h';
    private static final byte NOTE = 's';

    // Longer ones go by their digest: keys of a store are short.
    private static final int LONGEST_ELEMENT = 128;

    private PartName() {}

    static byte[] element(byte[] element) {
        boolean isLong = element.length > LONGEST_ELEMENT;
        byte[] rest = isLong ? digest(element) : element;
        byte[] name = new byte[1 + rest.length];
        name[0] = isLong ? LONG_ELEMENT : ELEMENT;
        System.arraycopy(rest, 0, name, 1, rest.length);
        return name;
    }

    private static byte[] digest(byte[] element) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(element);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static boolean isElement(byte[] name) {
        return name.length > 0 && (name[0] == ELEMENT || name[0] == LONG_ELEMENT);
    }

    /** The dots of a writer's block of counters which put nothing any more. */
    static byte[] deadBlock(long writer, long block) {
        return ByteBuffer.allocate(1 + 2 * Long.BYTES)
                .put(DEAD_BLOCK)
                .putLong(writer)
                .putLong(block)
                .array();
    }

    static boolean isDeadBlock(byte[] name) {
        return name.length > 0 && name[0] == DEAD_BLOCK;
    }

    /** A writer's blocks all dots of which put nothing any more. */
    static byte[] deadBlocks(long writer) {
        return ofWriter(DEAD_BLOCKS, writer);
    }

    /** What has been seen of a writer. */
    static byte[] note(long writer) {
        return ofWriter(NOTE, writer);
    }

    static boolean isNote(byte[] name) {
        return name.length > 0 && name[0] == NOTE;
    }

    private static byte[] ofWriter(byte kind, long writer) {
        return ByteBuffer.allocate(1 + Long.BYTES).put(kind).putLong(writer).array();
    }
}
