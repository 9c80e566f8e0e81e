package io.cloudburst.remote.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/** What a job shows to its workers, and they ask for. */
public final class Token {
    private final byte[] header;

    private Token(String text) {
        this.header = ("Bearer " + text).getBytes(UTF_8);
    }

    /** @throws IllegalArgumentException if the file cannot be read, or has no token of at least 16 characters in one line */
    public static Token in(Path file) {
        String text;
        try {
            text = Files.readString(file).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException("the token cannot be read from " + file + ": " + e, e);
        }
        if (text.length() < 16 || !text.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException(
                    file + " must have a token of at least 16 printable ASCII characters, and nothing else");
        }
        return new Token(text);
    }

    /** The value of the header {@code Authorization}. */
    public String header() {
        return new String(header, UTF_8);
    }

    /** In a time that says nothing about how much of it is right. */
    public boolean isIn(String authorization) {
        return authorization != null && MessageDigest.isEqual(header, authorization.getBytes(UTF_8));
    }
}
