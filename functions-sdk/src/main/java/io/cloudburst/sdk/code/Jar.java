package io.cloudburst.sdk.code;

import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The jar that a class came from. A class directory is packed into one, the same bytes for the same classes wherever and
 * whenever it is done, so that unchanged code is uploaded once.
 */
record Jar(byte[] bytes) {
    /** The largest that is shipped: 64 MiB. */
    static final int MAX_BYTES = 64 * 1024 * 1024;

    /** @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} if there is none or it is too large */
    static Jar of(Class<?> home) {
        Path location = locationOf(home);
        try {
            byte[] bytes = Files.isDirectory(location) ? pack(location) : read(location);
            return new Jar(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the code of " + home.getName() + " at " + location, e);
        }
    }

    /** @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} if there is none or it is too large */
    static Jar at(Path file) {
        try {
            if (Files.isRegularFile(file)) {
                return new Jar(read(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
        throw new CloudburstException(ErrorCode.INVALID_ARGUMENT, "there is no jar " + file);
    }

    String sha256() {
        return sha256(bytes);
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static Path locationOf(Class<?> home) {
        CodeSource source = home.getProtectionDomain().getCodeSource();
        if (source == null
                || source.getLocation() == null
                || !"file".equals(source.getLocation().getProtocol())) {
            throw new CloudburstException(
                    ErrorCode.INVALID_ARGUMENT,
                    "%s was not loaded from a jar or class directory, so its code cannot be shipped; compile it into one"
                            .formatted(home.getName()));
        }
        try {
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("not a path: " + source.getLocation(), e);
        }
    }

    private static byte[] read(Path jar) throws IOException {
        checkSize(jar, Files.size(jar));
        return Files.readAllBytes(jar);
    }

    private static byte[] pack(Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(directory)) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream jar = new ZipOutputStream(bytes)) {
            for (Path file : files) {
                ZipEntry entry =
                        new ZipEntry(directory.relativize(file).toString().replace('\\', '/'));
                entry.setTime(0);
                jar.putNextEntry(entry);
                Files.copy(file, jar);
                jar.closeEntry();
                checkSize(directory, bytes.size());
            }
        }
        return bytes.toByteArray();
    }

    private static void checkSize(Path location, long size) {
        if (size > MAX_BYTES) {
            throw new CloudburstException(
                    ErrorCode.INVALID_ARGUMENT,
                    "%s has more than the %d bytes that are shipped; keep functions in a jar of their own"
                            .formatted(location, MAX_BYTES));
        }
    }
}
