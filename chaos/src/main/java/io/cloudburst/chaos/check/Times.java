package io.cloudburst.chaos.check;

import java.util.Locale;

/** Times of a history, for people. */
final class Times {
    private Times() {}

    static String seconds(long micros) {
        return String.format(Locale.ROOT, "%.3f s", micros / 1e6);
    }
}
