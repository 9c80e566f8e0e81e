package io.cloudburst.cli;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.sdk.code.FunctionJar;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "deploy",
        description =
                "Register all functions of a jar: what is annotated with @CloudFunction. All of them, or none if one cannot be.",
        footer = {
            "",
            "Examples:",
            "  cloudburst deploy target/functions.jar",
            "  cloudburst deploy functions.jar --dry-run"
        })
final class DeployCommand implements Callable<Integer> {
    @Mixin
    private ServerOption server;

    @Option(names = "--dry-run", description = "Check the jar and show its functions, and register none.")
    private boolean dryRun;

    @Parameters(paramLabel = "JAR", description = "With all that its functions need beside the JDK and the SDK.")
    private Path jar;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (dryRun) {
            FunctionJar.read(jar).functions().forEach(function -> out.println(function + "  " + function.origin()));
            return 0;
        }
        try (Cloudburst cloudburst = server.connect()) {
            cloudburst.deploy(jar).forEach(out::println);
        }
        return 0;
    }
}
