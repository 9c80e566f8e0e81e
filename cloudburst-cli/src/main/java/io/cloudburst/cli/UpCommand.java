package io.cloudburst.cli;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.gateway.GatewaySettings;
import io.cloudburst.stack.LocalStack;
import io.cloudburst.stack.StackSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "up",
        description = {
            "Start everything in one JVM and leave it running, until Ctrl-C.",
            "What was registered, put and called survives in the directory; the next start takes it up again."
        })
final class UpCommand implements Callable<Integer> {
    static final String DIRECTORY = ".cloudburst";

    @Option(
            names = {"-d", "--directory"},
            paramLabel = "DIR",
            defaultValue = DIRECTORY,
            description = "Where everything is kept (default: ${DEFAULT-VALUE}).")
    private Path directory;

    @Option(
            names = {"-p", "--port"},
            paramLabel = "PORT",
            defaultValue = "9092",
            description = "Where clients connect (default: ${DEFAULT-VALUE}); 0 for a free one.")
    private int port;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            defaultValue = "" + GatewaySettings.DEFAULT_PORT,
            description = "Where HTTP clients connect (default: ${DEFAULT-VALUE}); 0 for a free one, -1 for no HTTP.")
    private int httpPort;

    @Option(
            names = "--backup-directory",
            paramLabel = "DIR",
            description = "Where the store is backed up each hour (default: backups in the directory).")
    private Path backupDirectory;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "" + StackSettings.DEFAULT_EXECUTOR_THREADS,
            description = "How many functions run at once (default: ${DEFAULT-VALUE}).")
    private int threads;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Path absolute = directory.toAbsolutePath().normalize();
        Path backups = backupDirectory == null
                ? StackSettings.backupsIn(absolute)
                : backupDirectory.toAbsolutePath().normalize();
        ServerLog.in(absolute);
        CountDownLatch stopAsked = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        onStop(stopAsked, stopped);
        try (LocalStack stack = LocalStack.start(
                new StackSettings(absolute, port, threads, httpPort, backups),
                part -> say(out, "starting the " + part + " …"))) {
            registerFirstFunctions(stack);
            say(out, "");
            say(out, "Cloudburst is up on %s, in %s".formatted(stack.bootstrapServers(), absolute));
            stack.httpUrl().ifPresent(url -> say(out, "Dashboard and HTTP: " + url));
            String server = port == 9092 ? "" : " --server " + stack.bootstrapServers();
            say(out, "Try, from another terminal:  ./cloudburst call%s square 2".formatted(server));
            say(out, "Stop with Ctrl-C.");
            stack.job().failure().whenComplete((never, failure) -> stopAsked.countDown());
            stopAsked.await();
            if (stack.job().failure().isDone()) {
                throw new IllegalStateException(
                        "the Flink job has ended by itself; " + ServerLog.file(absolute) + " says why");
            }
            say(out, "stopping …");
        } finally {
            stopped.countDown();
        }
        return 0;
    }

    /** When the JVM is told to end, {@code stopAsked} says so, and it waits for {@code stopped}. */
    static void onStop(CountDownLatch stopAsked, CountDownLatch stopped) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitStop(stopAsked, stopped), "cloudburst-stop"));
    }

    /** The JVM is about to end; it does when this returns, so not before everything is closed. */
    private static void awaitStop(CountDownLatch stopAsked, CountDownLatch stopped) {
        stopAsked.countDown();
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void registerFirstFunctions(LocalStack stack) {
        try (Cloudburst cloudburst = Cloudburst.connect(stack.bootstrapServers())) {
            if (cloudburst.list("").isEmpty()) {
                Tour.registerFunctions(cloudburst);
            }
        }
    }

    private static void say(PrintWriter out, String line) {
        out.println(line);
        out.flush();
    }
}
