package io.cloudburst.cli;

import io.cloudburst.cli.terminal.Terminal;
import io.cloudburst.server.Role;
import io.cloudburst.stack.Telemetry;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The {@code cloudburst} command. {@link ExitCode} has what it exits with. */
@Command(
        name = "cloudburst",
        description = "Stateful serverless functions on Kafka, Flink Stateful Functions and RocksDB.",
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = VersionCommand.class,
        usageHelpAutoWidth = false,
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            CallCommand.class,
            DeployCommand.class,
            SignCommand.class,
            SigningKeyCommand.class,
            RegisterServedCommand.class,
            FunctionsCommand.class,
            DagCommand.class,
            KvsCommand.class,
            RunsCommand.class,
            DeadLettersCommand.class,
            GatewayCommand.class,
            WorkerCommand.class,
            WorkersCommand.class,
            BenchCommand.class,
            ChaosCommand.class,
            CompletionCommand.class,
            VersionCommand.class
        },
        footer = {
            "",
            "Exit codes: 0 done, 1 failed, 2 asked wrongly, 3 not there, 4 unreachable, 5 timed out, 6 busy.",
            "The environment's CLOUDBURST_SERVER says where the broker is, NO_COLOR that there are to be no colours."
        })
public final class Main {
    private static final List<String> SERVERS_WITH_A_LOG = List.of("up", "demo");
    private static final List<String> VERBOSE = List.of("-v", "--verbose");

    private Terminal terminal;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Option(
            names = {"-v", "--verbose"},
            description = "Show the stack trace of an error, and what libraries warn of.",
            scope = ScopeType.INHERIT)
    private boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.",
            scope = ScopeType.INHERIT)
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show which version this is.")
    private boolean version;

    private Main(Terminal terminal) {
        this.terminal = terminal;
    }

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            description = "${COMPLETION-CANDIDATES} (default: on a terminal).",
            scope = ScopeType.INHERIT)
    private void setColor(Terminal.Color color) {
        terminal = terminal.with(color);
        colorUsage(spec.commandLine(), terminal);
    }

    public static void main(String[] args) {
        // Before the first logger is made.
        System.setProperty("java.util.logging.manager", "org.apache.logging.log4j.jul.LogManager");
        String command = Arrays.stream(args)
                .filter(word -> !word.startsWith("-"))
                .findFirst()
                .orElse("");
        if (SERVERS_WITH_A_LOG.contains(command)) {
            // Servers log to a file, and leave the terminal to what the user wants to see.
            System.setProperty("log4j2.configurationFile", "log4j2-server.xml");
        } else if (RoleOptions.areMeantBy(List.of(args))) {
            System.setProperty("log4j2.configurationFile", "log4j2-role.xml");
        } else if (Arrays.stream(args).anyMatch(VERBOSE::contains)) {
            System.setProperty("cloudburst.log.level", "warn");
        }
        CountDownLatch done = new CountDownLatch(1);
        Telemetry.start("cloudburst").closeAtExit(done);
        int code;
        try {
            code = execute(Terminal.ofThisProcess(), writer(FileDescriptor.out), writer(FileDescriptor.err), args);
        } finally {
            done.countDown();
        }
        System.exit(code);
    }

    /** UTF-8 whatever the locale is, as JSON is. */
    private static PrintWriter writer(FileDescriptor to) {
        OutputStream stream = new FileOutputStream(to);
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    /** @return the exit code */
    static int execute(Terminal terminal, PrintWriter out, PrintWriter err, String... args) {
        CommandLine command = commandLine(terminal).setOut(out).setErr(err);
        int code = command.execute(args);
        out.flush();
        err.flush();
        return code;
    }

    static CommandLine commandLine(Terminal terminal) {
        CommandLine command = new CommandLine(new Main(terminal));
        for (Role role : List.of(Role.BROKER, Role.JOBMANAGER, Role.TASKMANAGER)) {
            command.addSubcommand(role.command(), RoleCommand.of(role));
        }
        command
                // Ours: an argument of that form is the file's content.
                .setExpandAtFiles(false)
                .setUsageHelpLongOptionsMaxWidth(30)
                .setUsageHelpWidth(Math.max(60, Math.min(terminal.columns(), 120)))
                .setExecutionExceptionHandler(
                        (e, failed, parsed) -> failures(failed, parsed).report(e))
                .setParameterExceptionHandler((e, args) -> {
                    boolean json = List.of(args).contains("--json");
                    boolean verbose = Arrays.stream(args).anyMatch(VERBOSE::contains);
                    CommandLine failed = e.getCommandLine();
                    return new Failures(failed.getErr(), main(failed).terminal, json, verbose).reportUsage(e);
                });
        colorUsage(command, terminal);
        return command;
    }

    private static void colorUsage(CommandLine command, Terminal terminal) {
        command.setColorScheme(terminal.outStyle());
    }

    private static Failures failures(CommandLine failed, ParseResult parsed) {
        ParseResult leaf = parsed;
        while (leaf.hasSubcommand()) {
            leaf = leaf.subcommand();
        }
        Main main = main(failed);
        return new Failures(failed.getErr(), main.terminal, leaf.hasMatchedOption("--json"), main.verbose);
    }

    private static Main main(CommandLine command) {
        return (Main) command.getCommandSpec().root().userObject();
    }

    Terminal terminal() {
        return terminal;
    }

    boolean verbose() {
        return verbose;
    }
}
