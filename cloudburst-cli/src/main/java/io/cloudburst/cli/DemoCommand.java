package io.cloudburst.cli;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.stack.Directories;
import io.cloudburst.stack.LocalStack;
import io.cloudburst.stack.StackSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(name = "demo", description = "Start everything on a directory and ports of its own, take the tour, and stop.")
final class DemoCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Path directory = Files.createTempDirectory("cloudburst-demo-");
        ServerLog.in(directory);
        try (LocalStack stack = LocalStack.start(StackSettings.in(directory, 0), part -> announce(out, part));
                Cloudburst cloudburst = Cloudburst.connect(stack.bootstrapServers())) {
            new Tour(cloudburst, out).run();
        } catch (RuntimeException e) {
            out.println("What happened stands in " + ServerLog.file(directory));
            throw e;
        }
        Directories.delete(directory);
        out.println();
        out.println("That was all of it: a Kafka broker, a Flink job and a store node. Next: ./cloudburst up");
        return ExitCode.DONE;
    }

    private static void announce(PrintWriter out, String part) {
        out.println("starting the " + part + " …");
        out.flush();
    }
}
