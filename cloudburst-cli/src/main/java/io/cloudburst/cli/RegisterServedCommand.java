package io.cloudburst.cli;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.RemoteOptions;
import io.cloudburst.sdk.RetryPolicy;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "register-served",
        description = "Register a function that is served outside of Cloudburst, through an SDK of StateFun.",
        footer = {"", "Example:", "  cloudburst register-served shout example/shout --parameters 1 --pool js"})
final class RegisterServedCommand implements Callable<Integer> {
    @Mixin
    private ServerOption server;

    @Parameters(paramLabel = "NAME", description = "What it is called by.")
    private String name;

    @Parameters(paramLabel = "NAMESPACE/NAME", description = "Its type, as its endpoint serves it.")
    private String type;

    @Option(names = "--parameters", paramLabel = "N", required = true, description = "How many arguments it takes.")
    private int parameters;

    @Option(
            names = "--pool",
            paramLabel = "LABEL",
            defaultValue = RemoteOptions.DEFAULT_POOL,
            description = "The pool whose endpoint serves it (default: ${DEFAULT-VALUE}).")
    private String pool;

    @Option(
            names = "--attempts",
            paramLabel = "N",
            defaultValue = "1",
            description = "How often it is tried before its caller gets its error (default: ${DEFAULT-VALUE}).")
    private int attempts;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
        FunctionOptions options = FunctionOptions.NONE.inPool(pool);
        try (Cloudburst cloudburst = server.connect()) {
            spec.commandLine()
                    .getOut()
                    .println(cloudburst.registerServed(
                            name,
                            type,
                            parameters,
                            attempts == 1 ? options : options.withRetry(RetryPolicy.attempts(attempts))));
        }
        return 0;
    }
}
