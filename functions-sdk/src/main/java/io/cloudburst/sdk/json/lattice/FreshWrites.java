package io.cloudburst.sdk.json.lattice;

import java.util.concurrent.ThreadLocalRandom;

/** Tells writes from all others where a text does not: who writes, and when. Each write is of a writer of its own. */
final class FreshWrites {
    long writer() {
        return ThreadLocalRandom.current().nextLong();
    }

    long nowMicros() {
        return System.currentTimeMillis() * 1_000;
    }
}
