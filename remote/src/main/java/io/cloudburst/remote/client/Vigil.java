package io.cloudburst.remote.client;

import java.time.Duration;

/**
 * How workers are looked after.
 *
 * @param busy between two questions to one that has calls, or was in trouble
 * @param idle between two questions to any other
 * @param silence after which one is dead, and its announcement goes
 */
record Vigil(Duration busy, Duration idle, Duration silence) {
    /** Much longer than a worker takes to be started again: then its announcement is right once more. */
    static final Vigil USUAL = new Vigil(Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ofMinutes(2));
}
