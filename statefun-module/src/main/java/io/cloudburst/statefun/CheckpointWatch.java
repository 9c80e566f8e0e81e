package io.cloudburst.statefun;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees whether a job still makes checkpoints, and says once when it makes none any more, why, and when it does again. A job goes on
 * without them, and what it does is done once more after a failure. Thread-safe.
 */
public final class CheckpointWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointWatch.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);
    private static final int INTERVALS_MISSED = 10;
    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(15);
    private static final byte[] PROBE = new byte[1 << 16];

    private final URI directory;
    private final Duration patience;
    private final BooleanSupplier running;
    private final LongSupplier nanoTime;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "checkpoint-watch");
        thread.setDaemon(true);
        return thread;
    });

    /** Used by {@link #look} only, as the next one. */
    private long newest = -1;

    private long changedNanos;
    private volatile String ailment;

    /**
     * @param running whether the job runs: one that does not makes no checkpoints, and has other things to say
     * @param nanoTime a clock that nobody sets
     */
    CheckpointWatch(URI directory, Duration interval, BooleanSupplier running, LongSupplier nanoTime) {
        this.directory = directory;
        this.running = running;
        Duration missed = interval.multipliedBy(INTERVALS_MISSED);
        this.patience = missed.compareTo(LEAST_PATIENCE) > 0 ? missed : LEAST_PATIENCE;
        this.nanoTime = nanoTime;
        this.changedNanos = nanoTime.getAsLong();
    }

    /**
     * Watches the checkpoints of a job with these settings, where they are on a file system, until it is closed.
     *
     * @param running whether the job runs; may take a few seconds to say
     */
    public static CheckpointWatch start(JobSettings settings, BooleanSupplier running) {
        CheckpointWatch watch = new CheckpointWatch(
                URI.create(settings.checkpointDirectory()), settings.checkpointInterval(), running, System::nanoTime);
        if ("file".equals(watch.directory.getScheme())) {
            watch.timer.scheduleWithFixedDelay(
                    watch::look, BETWEEN_LOOKS.toMillis(), BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
        }
        return watch;
    }

    /** Why there are no checkpoints, in one line; empty: there are, or the job has not had the time. */
    public Optional<String> ailment() {
        return Optional.ofNullable(ailment);
    }

    void look() {
        long now = nanoTime.getAsLong();
        long seen = CheckpointDirectory.lastCheckpoint(directory)
                .map(checkpoint -> checkpoint.getId())
                .orElse(newest);
        if (seen != newest) {
            newest = seen;
            changedNanos = now;
            if (ailment != null) {
                LOG.warn("the job makes checkpoints again, in {}", directory);
                ailment = null;
            }
        } else if (now - changedNanos > patience.toNanos() && !running.getAsBoolean()) {
            changedNanos = now;
            ailment = null;
        } else if (now - changedNanos > patience.toNanos()) {
            String first = ailment;
            ailment = "no checkpoint for %d s: %s".formatted((now - changedNanos) / 1_000_000_000, why());
            if (first == null) {
                LOG.error("{}; the job goes on, and runs again what it has done since if it fails", ailment);
            }
        }
    }

    private String why() {
        Path path = Path.of(directory);
        try {
            Path probe = Files.createTempFile(path, "probe", ".tmp");
            try {
                Files.write(probe, PROBE);
            } finally {
                Files.delete(probe);
            }
            return "job.checkpoints: %s can be written; see what the job's log says".formatted(path);
        } catch (IOException e) {
            return "job.checkpoints: %s cannot be written (%s); make room, or change its owner or mode"
                    .formatted(path, e.getMessage());
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
