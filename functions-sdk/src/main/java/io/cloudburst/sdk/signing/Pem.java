package io.cloudburst.sdk.signing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keys as files (RFC 7468). */
final class Pem {
    private static final long LONGEST_FILE = 1 << 20;
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z ]+)-----([^-]*)-----END \\1-----");

    private Pem() {}

    /**
     * The blocks of a kind.
     *
     * @throws IllegalArgumentException if there are none, or others; it names the file
     */
    static List<byte[]> read(Path file, String kind) {
        Matcher block = BLOCK.matcher(text(file));
        List<byte[]> blocks = new ArrayList<>();
        while (block.find()) {
            if (!block.group(1).equals(kind)) {
                throw new IllegalArgumentException(
                        "%s has a %s where a %s is wanted".formatted(file, block.group(1), kind));
            }
            try {
                blocks.add(Base64.getMimeDecoder().decode(block.group(2)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("%s has a %s that is not base64".formatted(file, kind), e);
            }
        }
        if (blocks.isEmpty()) {
            throw new IllegalArgumentException("%s has no '-----BEGIN %s-----'".formatted(file, kind));
        }
        return blocks;
    }

    private static String text(Path file) {
        try {
            if (Files.size(file) > LONGEST_FILE) {
                throw new IllegalArgumentException("%s is too large for a file of keys".formatted(file));
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no file " + file, e);
        } catch (IOException e) {
            throw new IllegalArgumentException("%s cannot be read: %s".formatted(file, e), e);
        }
    }

    static String write(String kind, byte[] block) {
        return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
                .formatted(kind, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(block), kind);
    }
}
