package io.cloudburst.gateway.http;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of bodies that are too large for memory: a few at a time, in a temporary directory of their own that is made with the first,
 * each deleted when its request is over, and the directory when this is closed. Safe for use by many threads.
 */
final class Uploads implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);

    private final int most;
    /** Null before the first: a gateway that is killed leaves nothing in the temporary directory if nobody has uploaded. Guarded by this. */
    private Path directory;

    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong names = new AtomicLong();

    /** @param most how many there are at once */
    Uploads(int most) {
        this.most = most;
    }

    private synchronized Path directory() {
        try {
            if (directory == null || !Files.isDirectory(directory)) {
                // Somebody may have emptied the temporary directory.
                directory = Files.createTempDirectory("cloudburst-uploads-");
            }
            return directory;
        } catch (IOException e) {
            LOG.error("there is no room for uploads in {}: {}", System.getProperty("java.io.tmpdir"), e.toString());
            throw new ProblemException(
                    ProblemKind.UNAVAILABLE, "this gateway has no room for uploads; ask another, or again later");
        }
    }

    /**
     * Room for one, which nobody has written yet; empty if there are too many.
     *
     * @throws ProblemException if there is no directory to write it to
     */
    Optional<Place> enter() {
        if (open.incrementAndGet() > most) {
            open.decrementAndGet();
            return Optional.empty();
        }
        try {
            return Optional.of(new Place(directory().resolve("upload-" + names.incrementAndGet())));
        } catch (ProblemException e) {
            open.decrementAndGet();
            throw e;
        }
    }

    int most() {
        return most;
    }

    /** Where one upload is kept. Of one connection's thread. */
    final class Place {
        private final Path file;
        private boolean left;

        private Place(Path file) {
            this.file = file;
        }

        Path file() {
            return file;
        }

        /** Deletes the file, later; again does no harm. */
        void leave(Vertx vertx) {
            if (left) {
                return;
            }
            left = true;
            open.decrementAndGet();
            vertx.fileSystem().delete(file.toString()).onFailure(failure -> {
                if (Files.exists(file)) {
                    LOG.warn("the upload {} is left there until this gateway ends", file, failure);
                }
            });
        }
    }

    @Override
    public synchronized void close() {
        if (directory == null) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            LOG.warn("the directory of uploads {} is left", directory, e);
        }
    }
}
