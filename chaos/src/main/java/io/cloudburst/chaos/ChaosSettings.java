package io.cloudburst.chaos;

import java.nio.file.Path;
import java.time.Duration;

/**
 * A run.
 *
 * @param seed of the faults and of what is called and written
 * @param length how long there are load and faults
 * @param perSecond operations a second
 * @param directory for data, logs and the history; made where it is missing, and must be empty
 */
public record ChaosSettings(long seed, Duration length, int perSecond, Path directory) {
    private static final Duration SHORTEST = Duration.ofSeconds(30);

    /** Operations a second, unless somebody says otherwise. */
    public static final int USUAL_RATE = 200;

    private static final int HIGHEST_RATE = 2_000;

    public ChaosSettings {
        if (length.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(
                    "the run must last %d s at least, not %d".formatted(SHORTEST.toSeconds(), length.toSeconds()));
        }
        if (perSecond < 1 || perSecond > HIGHEST_RATE) {
            throw new IllegalArgumentException(
                    "the rate must be 1 to %d operations a second, not %d".formatted(HIGHEST_RATE, perSecond));
        }
    }

    Path history() {
        return directory.resolve("history.jsonl");
    }

    Path data() {
        return directory.resolve("data");
    }
}
