package io.cloudburst.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of one line that says how a process is: the time in seconds since 1970, and {@code ok} or what it lacks. Whoever looks at
 * it needs no port and no program; one that has not been written for some seconds tells of a process that hangs or is gone.
 */
final class HealthFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HealthFile.class);
    private static final Duration BETWEEN = Duration.ofSeconds(2);

    private final Path file;
    private final Supplier<Optional<String>> ailment;
    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "health");
        thread.setDaemon(true);
        return thread;
    });
    /** Used by the writer's thread only. */
    private boolean failing;

    HealthFile(Path file, Supplier<Optional<String>> ailment) {
        this.file = file;
        this.ailment = ailment;
        writer.scheduleWithFixedDelay(this::write, 0, BETWEEN.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void write() {
        try {
            String said = ailment.get()
                    .map(lack -> lack.lines().findFirst().orElse(""))
                    .orElse("ok");
            Path unfinished = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(unfinished, Instant.now().getEpochSecond() + " " + said + "\n");
            Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            failing = false;
        } catch (IOException | RuntimeException e) {
            if (!failing) {
                LOG.warn("health-file: {} cannot be written; whoever looks at it takes this process for dead", file, e);
            }
            failing = true;
        }
    }

    @Override
    public void close() {
        writer.shutdownNow();
    }
}
