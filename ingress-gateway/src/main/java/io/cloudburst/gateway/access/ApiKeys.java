package io.cloudburst.gateway.access;

import io.cloudburst.gateway.http.Principal;
import io.cloudburst.gateway.http.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * API keys, as a file has them: a key a line, {@code NAME ROLE SHA-256}, with {@code #} before comments. The keys themselves are in no
 * file. Each is made here, of 256 random bits: what nobody can guess needs no slow hash and no salt, and a slow one would cost every
 * call. Immutable.
 */
public final class ApiKeys {
    private static final String PREFIX = "cbk_";
    private static final int KEY_BYTES = 32;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.@-]{1,100}");

    /** By hash, in hex. What is looked up is a hash, so the time that takes tells nothing of a key. */
    private final Map<String, Principal> byHash;

    private ApiKeys(Map<String, Principal> byHash) {
        this.byHash = Map.copyOf(byHash);
    }

    /** @throws IllegalArgumentException if it cannot be read, saying which line is wrong */
    public static ApiKeys read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new IllegalArgumentException("the file of API keys cannot be read: " + e, e);
        }
        Map<String, Principal> byHash = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] parts = line.split("\\s+");
            if (parts.length != 3 || !NAME.matcher(parts[0]).matches() || !parts[2].matches("[0-9a-f]{64}")) {
                throw new IllegalArgumentException(
                        "line %d of %s is not NAME ROLE SHA-256; './cloudburst gateway key' writes such lines"
                                .formatted(i + 1, file));
            }
            byHash.put(parts[2], new Principal(parts[0], role(parts[1])));
        }
        if (byHash.isEmpty()) {
            throw new IllegalArgumentException(
                    "there are no API keys in %s; './cloudburst gateway key' makes one".formatted(file));
        }
        return new ApiKeys(byHash);
    }

    /** @throws IllegalArgumentException naming the roles */
    public static Role role(String name) {
        return Arrays.stream(Role.values())
                .filter(role -> role != Role.ANYONE
                        && role.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'%s' is no role; there are %s"
                        .formatted(
                                name,
                                Arrays.stream(Role.values())
                                        .filter(role -> role != Role.ANYONE)
                                        .map(role -> role.name().toLowerCase(Locale.ROOT))
                                        .collect(Collectors.joining(", ")))));
    }

    /**
     * Makes a key, and adds its hash to a file, which only its owner can read if this makes it.
     *
     * @return the key, which is nowhere else
     */
    public static String add(Path file, String name, Role role) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'%s' cannot be the name of a key: use up to 100 letters, digits and _ . @ -".formatted(name));
        }
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        String key = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        String line = "%s %s %s\n".formatted(name, role.name().toLowerCase(Locale.ROOT), hash(key));
        try {
            if (!Files.exists(file)
                    && file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("the key cannot be written to " + file, e);
        }
        return key;
    }

    Optional<Principal> find(String key) {
        return Optional.ofNullable(byHash.get(hash(key)));
    }

    static boolean isOne(String text) {
        return text.startsWith(PREFIX);
    }

    private static String hash(String key) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
