package io.cloudburst.server.settings;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 500ms}, {@code 30s}, {@code 10m}, {@code 1h30m}, {@code 7d}. */
public final class Durations {
    private static final Pattern PART = Pattern.compile("(\\d{1,15})(ms|s|m|h|d)");

    private Durations() {}

    /** @throws IllegalArgumentException if it is no duration */
    public static Duration parse(String text) {
        Duration sum = Duration.ZERO;
        Matcher part = PART.matcher(text.toLowerCase(Locale.ROOT));
        int end = 0;
        try {
            while (part.find() && part.start() == end) {
                long n = Long.parseLong(part.group(1));
                sum = sum.plus(
                        switch (part.group(2)) {
                            case "ms" -> Duration.ofMillis(n);
                            case "s" -> Duration.ofSeconds(n);
                            case "m" -> Duration.ofMinutes(n);
                            case "h" -> Duration.ofHours(n);
                            default -> Duration.ofDays(n);
                        });
                end = part.end();
            }
        } catch (ArithmeticException e) {
            end = 0;
        }
        if (end == 0 || end != text.length()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no duration; write it like 500ms, 30s, 10m, 1h30m, 7d");
        }
        return sum;
    }
}
