package io.cloudburst.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.cli.terminal.PlainText;
import io.cloudburst.cli.terminal.Table;
import io.cloudburst.client.RunLog;
import io.cloudburst.protocol.RunRecord;
import io.cloudburst.sdk.json.RunJson;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Runs as they are printed. */
final class RunText {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());
    private static final double MICROS_PER_MILLI = 1e3;

    private RunText() {}

    static Table<RunRecord> table() {
        return new Table<RunRecord>()
                .text("BEGAN", RunText::began)
                .name("OUTCOME", RunJson::outcome)
                .text("TOOK", RunText::took)
                .text("WHAT", RunText::what)
                .number("RETRIES", RunRecord::getRetries)
                .faint("ID", RunRecord::getId)
                .text("ERROR", RunText::error);
    }

    /** As a row of the table, when the others are not known yet. */
    static String line(RunRecord run) {
        String error = error(run);
        return PlainText.inOneLine("%s  %-16s  %10s  %s  %s%s"
                .formatted(
                        began(run),
                        RunJson.outcome(run),
                        took(run),
                        what(run),
                        run.getId(),
                        error.isEmpty() ? "" : "  " + error));
    }

    static void show(RunRecord run, Output output) {
        ObjectNode json = RunJson.details(run);
        List<Output.Field> fields = new ArrayList<>(List.of(
                new Output.Field("id", run.getId()),
                new Output.Field("what", what(run)),
                new Output.Field("outcome", RunJson.outcome(run)),
                new Output.Field("began", began(run)),
                new Output.Field("took", took(run)),
                new Output.Field("attempts", "%d of stages, %d again".formatted(run.getStageCount(), run.getRetries())),
                new Output.Field(
                        "versions",
                        run.getFunctionsList().stream()
                                .map(function -> function.getName() + " " + function.getVersion())
                                .collect(Collectors.joining(", ")))));
        json.get("arguments")
                .properties()
                .forEach(node -> fields.add(new Output.Field(
                        "arguments of " + node.getKey(), node.getValue().toString())));
        if (json.has("result")) {
            fields.add(new Output.Field("result", json.get("result").toString()));
        }
        if (run.hasError()) {
            fields.add(new Output.Field("error", run.getError().getMessage()));
        }
        output.fields(fields, json);
        if (!output.json()) {
            lines(run.getError().getStackTrace(), output);
            lines(new Waterfall(RunLog.timeline(run)).text(), output);
            if (run.getTruncated()) {
                output.note("not everything of this run was kept: stages or large values are missing");
            }
        }
    }

    /** After an empty line, if there are any. */
    private static void lines(String text, Output output) {
        if (!text.isEmpty()) {
            output.line("");
            text.lines().forEach(line -> output.line(PlainText.inOneLine(line.replace("\t", "    "))));
        }
    }

    private static String what(RunRecord run) {
        return (run.hasDag() ? "DAG " : "") + RunJson.target(run);
    }

    private static String began(RunRecord run) {
        return TIME.format(Instant.EPOCH.plus(begun(run), ChronoUnit.MICROS));
    }

    private static long begun(RunRecord run) {
        return run.getAccepted() == 0 ? run.getReceived() : run.getAccepted();
    }

    private static String took(RunRecord run) {
        return run.getEnded() == 0
                ? "-"
                : String.format(Locale.ROOT, "%,.1f ms", (run.getEnded() - begun(run)) / MICROS_PER_MILLI);
    }

    private static String error(RunRecord run) {
        return run.getError().getMessage().lines().findFirst().orElse("");
    }
}
