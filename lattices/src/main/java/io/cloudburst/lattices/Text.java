package io.cloudburst.lattices;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Strings as UTF-8 bytes, one to one. */
final class Text {
    private Text() {}

    /** @throws IllegalArgumentException if the string has half a surrogate pair, which UTF-8 cannot say */
    static byte[] encode(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (!decode(bytes).equals(text)) {
            throw new IllegalArgumentException("'" + text + "' has half a surrogate pair: not a Unicode string");
        }
        return bytes;
    }

    /** The string of bytes that are {@linkplain #isValid valid}. */
    static String decode(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Whether the bytes are UTF-8 in its only valid spelling. */
    static boolean isValid(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return Arrays.equals(decode(bytes).getBytes(StandardCharsets.UTF_8), bytes);
            }
        }
        return true;
    }
}
