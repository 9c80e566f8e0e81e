package io.cloudburst.cli;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.RunLog;
import io.cloudburst.gateway.runs.RunHistory;
import io.cloudburst.protocol.RunRecord;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.json.RunJson;
import io.cloudburst.sdk.runs.LostRuns;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

@Command(
        name = "runs",
        description = {
            "List runs of calls, the newest first; with --follow the oldest first, and then as they happen, until Ctrl-C.",
            "Where there are more than some hundreds a second, most of those that succeed are left out."
        },
        footer = {
            "",
            "Examples:",
            "  cloudburst runs --outcome EXECUTION_ERROR",
            "  cloudburst runs --follow --dag incr_then_square",
            "  cloudburst runs show 019a2b3c4d5e-9f86d081884c7d65-3"
        })
final class RunsCommand implements Callable<Integer> {
    private static final int MOST = 10_000;

    @Mixin
    private ServerOption server;

    @Mixin
    private Output output;

    @ArgGroup
    private TargetOption target = new TargetOption();

    @Option(
            names = "--outcome",
            paramLabel = "OUTCOME",
            completionCandidates = Outcomes.class,
            description = "Only those that ended so: ${COMPLETION-CANDIDATES}.")
    private String outcome;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = DurationArgument.class,
            defaultValue = "1h",
            description = "How far to go back (default: ${DEFAULT-VALUE}); there are some hours.")
    private Duration since;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "At most so many that were there before, up to 10000 (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with those that come.")
    private boolean follow;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    /** Of what. */
    private static final class TargetOption {
        @Option(names = "--function", paramLabel = "NAME", description = "Only calls of this function.")
        private String function;

        @Option(names = "--dag", paramLabel = "NAME", description = "Only calls of this DAG.")
        private String dag;

        Optional<String> kind() {
            return function != null ? Optional.of("function") : Optional.ofNullable(dag == null ? null : "dag");
        }

        Optional<String> name() {
            return Optional.ofNullable(function != null ? function : dag);
        }
    }

    private static final class Outcomes implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return RunJson.OUTCOMES.iterator();
        }
    }

    @Override
    public Integer call() {
        if (limit < 1 || limit > MOST) {
            throw new ParameterException(
                    spec.commandLine(), "--limit must be from 1 to %d, not %d".formatted(MOST, limit));
        }
        if (outcome != null && !RunJson.OUTCOMES.contains(outcome)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--outcome must be one of %s, not '%s'".formatted(String.join(", ", RunJson.OUTCOMES), outcome));
        }
        Predicate<RunRecord> wanted = RunHistory.matching(target.name(), target.kind(), Optional.ofNullable(outcome));
        try (Interrupt interrupt = new Interrupt();
                Cloudburst cloudburst = server.connect()) {
            if (follow) {
                follow(
                        cloudburst.runLog(),
                        wanted,
                        () -> !interrupt.asked().isDone() && !output.out().checkError());
            } else {
                list(cloudburst.runLog(), wanted);
            }
        }
        return ExitCode.DONE;
    }

    /** What the log has, as far as a gateway would keep it. */
    private static final class Read {
        private final RunHistory history = new RunHistory();
        private boolean whole;

        void take(RunRecord run) {
            history.add(run);
        }

        List<RunRecord> newest(Predicate<RunRecord> wanted, int limit) {
            history.lose(Instant.now());
            return history.newest(wanted, Optional.empty(), limit);
        }
    }

    private void list(RunLog log, Predicate<RunRecord> wanted) {
        Read read = new Read();
        BooleanSupplier more = inTime();
        log.read(
                Instant.now().minus(since),
                record -> {
                    if (record.hasRun()) {
                        read.take(record.getRun());
                    }
                },
                () -> read.whole = true,
                () -> !read.whole && more.getAsBoolean());
        output.rows(read.newest(wanted, limit), RunText.table(), RunJson::summary, "there are no such runs");
    }

    private BooleanSupplier inTime() {
        long deadline = System.nanoTime() + server.timeout().toNanos();
        return () -> {
            if (System.nanoTime() > deadline) {
                throw new CloudburstException(
                        ErrorCode.TIMEOUT,
                        "the runs since %s were not read within %s; allow more with --timeout, or go back less with --since"
                                .formatted(since, server.timeout()));
            }
            return true;
        };
    }

    private void follow(RunLog log, Predicate<RunRecord> wanted, BooleanSupplier goesOn) {
        Read read = new Read();
        BooleanSupplier inTime = inTime();
        log.read(
                Instant.now().minus(since),
                record -> {
                    if (!record.hasRun()) {
                        return;
                    }
                    if (!read.whole) {
                        read.take(record.getRun());
                    } else if (wanted.test(record.getRun())) {
                        print(record.getRun());
                    }
                },
                () -> {
                    read.whole = true;
                    List<RunRecord> before = new ArrayList<>(read.newest(wanted, limit));
                    Collections.reverse(before);
                    before.forEach(this::print);
                },
                () -> goesOn.getAsBoolean() && (read.whole || inTime.getAsBoolean()));
    }

    private void print(RunRecord run) {
        output.result(RunText.line(run), RunJson.summary(run));
    }

    @Command(
            description = {
                "Show one run: arguments, result or error, and what ran when. ID is that of the call.",
                "Exits with 3 if nothing is known of it: it was too long ago, or left out because there were too many."
            })
    int show(
            @Mixin ServerOption server,
            @Mixin Output output,
            @Parameters(paramLabel = "ID", description = "Of the call.") String id) {
        try (Cloudburst cloudburst = server.connect()) {
            Optional<RunRecord> found =
                    cloudburst.runLog().find(id, server.timeout()).map(run -> LostRuns.asOf(Instant.now(), run));
            if (found.isEmpty()) {
                output.failures()
                        .print(
                                "RUN_NOT_FOUND",
                                "nothing is known of a run '%s': it may be too long ago, or left out because there were too many"
                                        .formatted(id));
                return ExitCode.NOT_THERE;
            }
            RunText.show(found.get(), output);
            return ExitCode.DONE;
        }
    }
}
