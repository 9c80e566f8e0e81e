package io.cloudburst.cli;

import io.cloudburst.sdk.CloudburstException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** The {@code cloudburst} command. Exits with 0 when done, 1 when that failed, 2 when it was asked wrongly, 3 when there is no such key. */
@Command(
        name = "cloudburst",
        description = "Stateful serverless functions on Kafka, Flink Stateful Functions and RocksDB.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            CallCommand.class,
            DeployCommand.class,
            RegisterServedCommand.class,
            FunctionsCommand.class,
            DagCommand.class,
            KvsCommand.class,
            DeadLettersCommand.class,
            GatewayCommand.class,
            WorkerCommand.class,
            WorkersCommand.class,
            BenchCommand.class,
            VersionCommand.class
        })
public final class Main implements Runnable {
    static final int FAILED = 1;
    /** What was asked for does not exist; that is no failure to a script that asks whether it does. */
    static final int NOT_THERE = 3;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Option(
            names = {"-v", "--verbose"},
            description = "Show the stack trace of an error.",
            scope = ScopeType.INHERIT)
    private boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.",
            scope = ScopeType.INHERIT)
    private boolean help;

    public static void main(String[] args) {
        // Before the first logger is made.
        System.setProperty("java.util.logging.manager", "org.apache.logging.log4j.jul.LogManager");
        if (List.of(args).contains("up") || List.of(args).contains("demo")) {
            // Servers log to a file, and leave the terminal to what the user wants to see.
            System.setProperty("log4j2.configurationFile", "log4j2-server.xml");
        }
        System.exit(execute(new PrintWriter(System.out, true), new PrintWriter(System.err, true), args));
    }

    /** @return the exit code */
    static int execute(PrintWriter out, PrintWriter err, String... args) {
        Main main = new Main();
        return new CommandLine(main)
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((e, command, parsed) -> main.report(e, command))
                .execute(args);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do.");
    }

    private int report(Exception e, CommandLine command) {
        String message = e instanceof CloudburstException ? e.toString() : String.valueOf(e.getMessage());
        command.getErr().println(command.getColorScheme().errorText("error: " + message));
        if (e instanceof CloudburstException known && !known.remoteStackTrace().isEmpty()) {
            command.getErr().print(verbose ? known.remoteStackTrace() : "(--verbose shows where)\n");
        }
        if (verbose) {
            e.printStackTrace(command.getErr());
        }
        return FAILED;
    }
}
