package io.cloudburst.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.sdk.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** What ran when, as a line for each attempt of a stage: dots while it waited for a thread, a bar while it ran. */
final class Waterfall {
    private static final int WIDTH = 40;

    private final Timeline timeline;
    private final long wholeMicros;

    Waterfall(Timeline timeline) {
        this.timeline = timeline;
        this.wholeMicros = Math.max(
                1,
                timeline.stages().stream()
                        .mapToLong(stage -> sinceAccepted(stage.ended()))
                        .max()
                        .orElse(1));
    }

    /** Each line ends with a line feed. */
    String text() {
        int names = timeline.stages().stream()
                .mapToInt(stage -> label(stage).length())
                .max()
                .orElse(0);
        StringBuilder text = new StringBuilder();
        for (Timeline.Stage stage : timeline.stages()) {
            int queued = column(stage.queued());
            int started = Math.max(queued, column(stage.started()));
            int ended = Math.max(started + 1, column(stage.ended()));
            text.append(String.format(
                    Locale.ROOT,
                    "%-" + Math.max(1, names) + "s  %-" + (WIDTH + 1) + "s  at %s ms, waited %s ms, ran %s ms%s%n",
                    label(stage),
                    " ".repeat(queued) + ".".repeat(started - queued) + "=".repeat(ended - started),
                    millis(sinceAccepted(stage.queued())),
                    millis(micros(stage.queued(), stage.started())),
                    millis(micros(stage.started(), stage.ended())),
                    stage.error().isEmpty() ? "" : ", " + stage.error()));
        }
        return text.toString();
    }

    private static String label(Timeline.Stage stage) {
        return String.join(" > ", stage.nodes()) + (stage.part() > 0 ? "[" + stage.part() + "]" : "");
    }

    private int column(Instant when) {
        return (int) Math.min(WIDTH, Math.max(0, sinceAccepted(when)) * WIDTH / wholeMicros);
    }

    /** May be a little below nothing: the clocks are those of different machines. */
    private long sinceAccepted(Instant when) {
        return micros(timeline.accepted(), when);
    }

    private static long micros(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1_000;
    }

    private static String millis(long micros) {
        return String.format(Locale.ROOT, "%.1f", micros / 1e3);
    }

    /** As in an answer to a caller that speaks JSON. */
    static ObjectNode toJson(Timeline timeline) {
        ObjectNode trace =
                JsonNodeFactory.instance.objectNode().put("acceptedMicros", epochMicros(timeline.accepted()));
        ArrayNode stages = trace.putArray("stages");
        for (Timeline.Stage stage : timeline.stages()) {
            ObjectNode object = stages.addObject();
            ArrayNode nodes = object.putArray("nodes");
            stage.nodes().forEach(nodes::add);
            object.put("part", stage.part())
                    .put("queuedMicros", epochMicros(stage.queued()))
                    .put("startedMicros", epochMicros(stage.started()))
                    .put("endedMicros", epochMicros(stage.ended()));
            if (!stage.error().isEmpty()) {
                object.put("error", stage.error());
            }
        }
        return trace;
    }

    private static long epochMicros(Instant when) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, when);
    }
}
