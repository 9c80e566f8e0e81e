package io.cloudburst.cli;

import io.cloudburst.chaos.ChaosReport;
import io.cloudburst.chaos.ChaosRun;
import io.cloudburst.chaos.ChaosSettings;
import io.cloudburst.stack.Directories;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "chaos",
        description = {
            "Run a whole Cloudburst under load, kill and pause its processes, and check what it promises.",
            "Exits with 1 if a promise was not kept. The history and the logs are kept."
        })
final class ChaosCommand implements Callable<Integer> {
    private static final int SEEDS = 1_000_000;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Decides which faults there are, and when, and what is called (default: drawn, and printed).")
    private Long seed;

    @Option(names = "--minutes", paramLabel = "N", description = "How long (default: 2).")
    private Integer minutes;

    @Option(names = "--seconds", paramLabel = "N", description = "How long, in seconds.")
    private Integer seconds;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "" + ChaosSettings.USUAL_RATE,
            description = "Operations a second (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(
            names = {"-d", "--directory"},
            paramLabel = "DIR",
            description = "Where data, logs and the history go (default: a temporary one).")
    private Path directory;

    @Option(names = "--schedule", description = "Only print the faults.")
    private boolean schedule;

    @Option(names = "--check", paramLabel = "FILE", description = "Only check the history of an earlier run once more.")
    private Path check;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        if (check != null) {
            if (!Files.isRegularFile(check)) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(),
                        "--check: there is no file " + check + "; a run names its history at its end");
            }
            return printed(ChaosRun.check(check), out);
        }
        ChaosSettings asked = settings();
        out.printf("seed %d, %d s%n", asked.seed(), asked.length().toSeconds());
        if (schedule) {
            ChaosRun.schedule(asked).forEach(out::println);
            out.flush();
            return ExitCode.DONE;
        }
        ChaosSettings settings = directory != null
                ? asked
                : new ChaosSettings(
                        asked.seed(),
                        asked.length(),
                        asked.perSecond(),
                        Files.createTempDirectory("cloudburst-chaos-"));
        ChaosReport report = new ChaosRun(settings, line -> {
                    out.println(line);
                    out.flush();
                })
                .run();
        if (report.isClean()) {
            // Of no use any more, and large.
            Directories.delete(settings.directory().resolve("data"));
        }
        int code = printed(report, out);
        out.println("The history is " + settings.directory().resolve("history.jsonl"));
        out.flush();
        return code;
    }

    private static int printed(ChaosReport report, PrintWriter out) {
        report.print(out);
        return report.isClean() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private ChaosSettings settings() {
        if (minutes != null && seconds != null) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--minutes and --seconds say the same; give one of them");
        }
        Duration length =
                seconds != null ? Duration.ofSeconds(seconds) : Duration.ofMinutes(minutes == null ? 2 : minutes);
        long drawn = seed == null ? ThreadLocalRandom.current().nextInt(SEEDS) : seed;
        try {
            return new ChaosSettings(drawn, length, rate, directory == null ? Path.of("") : directory);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage());
        }
    }
}
