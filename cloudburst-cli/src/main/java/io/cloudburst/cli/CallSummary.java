package io.cloudburst.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.sdk.CloudburstException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** What has come of many calls, and how long they took. For use by one thread. */
final class CallSummary {
    private static final double NANOS_PER_MILLI = 1e6;
    /** A delay and a timeout of a day each. */
    private static final long LONGEST_NANOS = TimeUnit.DAYS.toNanos(2);

    /** With three digits. */
    private final Histogram nanos = new Histogram(LONGEST_NANOS, 3);

    private final Map<String, Long> failures = new TreeMap<>();
    private long done;
    private long unanswered;

    void done(long tookNanos) {
        done++;
        nanos.recordValue(Math.min(Math.max(1, tookNanos), LONGEST_NANOS));
    }

    void failed(Throwable failure) {
        failures.merge(failure instanceof CloudburstException e ? e.code().name() : "FAILED", 1L, Long::sum);
    }

    /** Calls that nobody has waited for to the end. */
    void unanswered(long calls) {
        unanswered += calls;
    }

    long failed() {
        return failures.values().stream().mapToLong(Long::longValue).sum();
    }

    long ended() {
        return done + failed();
    }

    /** Such as {@code 1,000 calls in 2.3 s (434/s): 998 done, 2 failed (TIMEOUT 2); p50 3.1 ms, p90 5.0 ms, p99 12.0 ms}. */
    String text(long tookNanos) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%,d call%s in %.1f s (%,.0f/s): %,d done",
                ended() + unanswered,
                ended() + unanswered == 1 ? "" : "s",
                seconds(tookNanos),
                rate(tookNanos),
                done));
        if (failed() > 0) {
            text.append(failures.entrySet().stream()
                    .map(failure -> "%s %,d".formatted(failure.getKey(), failure.getValue()))
                    .collect(Collectors.joining(", ", ", %,d failed (".formatted(failed()), ")")));
        }
        if (unanswered > 0) {
            text.append(", %,d not waited for".formatted(unanswered));
        }
        if (done > 0) {
            text.append(String.format(
                    Locale.ROOT, "; p50 %.1f ms, p90 %.1f ms, p99 %.1f ms", millis(50), millis(90), millis(99)));
        }
        return text.toString();
    }

    ObjectNode toJson(long tookNanos) {
        ObjectNode summary = JsonNodeFactory.instance
                .objectNode()
                .put("calls", ended() + unanswered)
                .put("done", done)
                .put("failed", failed())
                .put("unanswered", unanswered)
                .put("seconds", seconds(tookNanos))
                .put("perSecond", rate(tookNanos));
        if (done > 0) {
            summary.put("p50Ms", millis(50)).put("p90Ms", millis(90)).put("p99Ms", millis(99));
        }
        ObjectNode errors = summary.putObject("errors");
        failures.forEach(errors::put);
        return summary;
    }

    private double millis(double percentile) {
        return nanos.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }

    private double rate(long tookNanos) {
        return tookNanos <= 0 ? 0 : ended() / seconds(tookNanos);
    }
}
