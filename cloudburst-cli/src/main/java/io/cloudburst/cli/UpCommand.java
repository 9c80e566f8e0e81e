package io.cloudburst.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.gateway.GatewaySettings;
import io.cloudburst.server.OpenFiles;
import io.cloudburst.server.OutOfMemory;
import io.cloudburst.stack.LocalStack;
import io.cloudburst.stack.StackSettings;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "up",
        description = {
            "Start everything in one JVM and leave it running, until Ctrl-C.",
            "What was registered, put and called survives in the directory; the next start takes it up again."
        })
final class UpCommand implements Callable<Integer> {
    static final String DIRECTORY = ".cloudburst";
    private static final int DEFAULT_PORT = 9092;

    @Option(
            names = {"-d", "--directory"},
            paramLabel = "DIR",
            defaultValue = DIRECTORY,
            description = "Where everything is kept (default: ${DEFAULT-VALUE}).")
    private Path directory;

    @Option(
            names = {"-p", "--port"},
            paramLabel = "PORT",
            defaultValue = "" + DEFAULT_PORT,
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

    @Mixin
    private Output output;

    @Mixin
    private RemoteOption remote;

    @Override
    public Integer call() throws Exception {
        OpenFiles.check();
        OutOfMemory.watch(ExitCode.FAILED, why -> output.failures().print("OUT_OF_MEMORY", why));
        Path absolute = directory.toAbsolutePath().normalize();
        Path backups = backupDirectory == null
                ? StackSettings.backupsIn(absolute)
                : backupDirectory.toAbsolutePath().normalize();
        ServerLog.in(absolute);
        try (Interrupt interrupt = new Interrupt();
                LocalStack stack = LocalStack.start(
                        new StackSettings(absolute, port, threads, httpPort, backups, remote.settings()),
                        part -> output.note("starting the " + part + " …"))) {
            registerFirstFunctions(stack);
            say(stack, absolute);
            stack.job()
                    .failure()
                    .whenComplete((never, failure) -> interrupt.asked().complete(null));
            CompletableFuture<String> anew = stack.mustBeginAnew().toCompletableFuture();
            anew.thenRun(() -> interrupt.asked().complete(null));
            interrupt.asked().join();
            if (anew.isDone()) {
                throw new IllegalStateException(anew.join() + "; start it again");
            }
            if (stack.job().failure().isDone()) {
                throw new IllegalStateException(
                        "the Flink job has ended by itself; " + ServerLog.file(absolute) + " says why");
            }
            output.note("stopping …");
        }
        return ExitCode.DONE;
    }

    private void say(LocalStack stack, Path directory) {
        String server = port == DEFAULT_PORT ? "" : " --server " + stack.bootstrapServers();
        ObjectNode object = JsonNodeFactory.instance
                .objectNode()
                .put("server", stack.bootstrapServers())
                .put("directory", directory.toString());
        stack.httpUrl().ifPresent(url -> object.put("http", url));
        output.result(
                """

                Cloudburst is up on %s, in %s%s
                Try, from another terminal:  ./cloudburst call%s square 2
                Stop with Ctrl-C.""".formatted(
                                stack.bootstrapServers(),
                                directory,
                                stack.httpUrl()
                                        .map(url -> "\nDashboard and HTTP: " + url)
                                        .orElse(""),
                                server),
                object);
    }

    private static void registerFirstFunctions(LocalStack stack) {
        try (Cloudburst cloudburst = Cloudburst.connect(stack.bootstrapServers())) {
            if (cloudburst.list("").isEmpty()) {
                Tour.registerFunctions(cloudburst);
            }
        }
    }
}
