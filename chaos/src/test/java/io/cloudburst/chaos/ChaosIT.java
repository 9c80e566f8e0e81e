package io.cloudburst.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.stack.Directories;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A short run of what {@code cloudburst chaos} does. Longer: {@code -Dseconds}; others: {@code -Dseed}. Leaves its history in target. */
class ChaosIT {
    private static final int RATE = 100;
    /** Kills a task manager, the job manager, a store node, a gateway, and the broker with a store node, and cuts the store off. */
    private static final long SEED = 403;

    private static final int SECONDS = 70;

    @Test
    void promisesAreKeptWhileProcessesAreKilledAndPaused() throws Exception {
        Path directory = Path.of("target", "chaos").toAbsolutePath();
        if (Files.exists(directory)) {
            Directories.delete(directory);
        }
        ChaosSettings settings = new ChaosSettings(
                Long.getLong("seed", SEED),
                Duration.ofSeconds(Integer.getInteger("seconds", SECONDS)),
                RATE,
                directory);

        ChaosReport report = new ChaosRun(settings, System.out::println).run();

        report.print(new PrintWriter(System.out, true));
        assertThat(report.violations()).isEmpty();
        // The system was of use meanwhile.
        assertThat(report.succeeded()).isGreaterThan(settings.length().toSeconds() * RATE / 2);
        Directories.delete(directory.resolve("data"));
    }
}
