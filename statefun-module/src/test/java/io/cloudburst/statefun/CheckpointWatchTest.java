package io.cloudburst.statefun;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointWatchTest {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    @TempDir
    Path directory;

    private final AtomicLong clock = new AtomicLong();
    private final AtomicBoolean running = new AtomicBoolean(true);

    private void pass(int seconds) {
        clock.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    private void complete(int number) throws IOException {
        Files.createFile(
                Files.createDirectories(directory.resolve("job/chk-" + number)).resolve("_metadata"));
    }

    @Test
    void aJobThatMakesNoneAnyMoreIsNotWellUntilItDoes() throws IOException {
        try (CheckpointWatch watch = new CheckpointWatch(directory.toUri(), INTERVAL, running::get, clock::get)) {
            complete(1);
            watch.look();
            pass(14);
            watch.look();
            assertThat(watch.ailment()).isEmpty();

            pass(4);
            watch.look();
            assertThat(watch.ailment())
                    .contains("no checkpoint for 18 s: job.checkpoints: " + directory
                            + " can be written; see what the job's log says");

            complete(2);
            watch.look();
            assertThat(watch.ailment()).isEmpty();
        }
    }

    @Test
    void aDirectoryThatIsGoneIsSaid() throws IOException {
        Path gone = Files.createDirectory(directory.resolve("gone"));
        try (CheckpointWatch watch = new CheckpointWatch(gone.toUri(), INTERVAL, running::get, clock::get)) {
            Files.delete(gone);
            pass(20);
            watch.look();

            assertThat(watch.ailment()).hasValueSatisfying(said -> assertThat(said)
                    .startsWith("no checkpoint for 20 s: job.checkpoints: " + gone + " cannot be written ("));
        }
    }

    @Test
    void aJobThatDoesNotRunIsNotExpectedToMakeAny() {
        try (CheckpointWatch watch = new CheckpointWatch(directory.toUri(), INTERVAL, running::get, clock::get)) {
            running.set(false);
            pass(60);
            watch.look();
            running.set(true);
            pass(14);
            watch.look();
            assertThat(watch.ailment()).isEmpty();

            pass(2);
            watch.look();
            assertThat(watch.ailment()).isPresent();
        }
    }

    @Test
    void longIntervalsAreWaitedFor() {
        try (CheckpointWatch watch =
                new CheckpointWatch(directory.toUri(), Duration.ofMinutes(1), running::get, clock::get)) {
            pass(599);
            watch.look();
            assertThat(watch.ailment()).isEmpty();
        }
    }
}
