package io.cloudburst.cli;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.value.ValueJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "call",
        description = "Call a function, or a DAG with --dag, and print the result as JSON.",
        footer = {
            "",
            "Examples:",
            "  cloudburst call square 2",
            "  cloudburst call greet '{\"name\": \"Ada\"}'",
            "  cloudburst call length '{\"$ref\": \"some-key\"}'",
            "  cloudburst call --dag incr_then_square incr=1"
        })
final class CallCommand implements Callable<Integer> {
    @Mixin
    private ServerOption server;

    @Option(names = "--dag", description = "NAME is a DAG's; arguments are NODE=JSON.")
    private boolean dag;

    @Parameters(index = "0", paramLabel = "NAME", description = "What to call.")
    private String name;

    @Parameters(
            index = "1..*",
            paramLabel = "ARGUMENT",
            description = "JSON; what is no JSON is a string; {\"$ref\": KEY} is the object under a key.")
    private List<String> arguments = List.of();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
        try (Cloudburst cloudburst = server.connect()) {
            CloudFuture<Value> future = dag
                    ? cloudburst.callDag(name, byNode(), Value.class)
                    : cloudburst
                            .function(name, Value.class)
                            .call(arguments.stream().map(JsonArguments::value).toArray());
            spec.commandLine().getOut().println(ValueJson.toJson(future.get()));
        }
        return 0;
    }

    private Map<String, List<Value>> byNode() {
        Map<String, List<Value>> byNode = new LinkedHashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (equals < 1) {
                throw new CloudburstException(
                        ErrorCode.INVALID_ARGUMENT,
                        "'%s' is not NODE=JSON; say which node the argument is for".formatted(argument));
            }
            byNode.computeIfAbsent(argument.substring(0, equals), node -> new ArrayList<>())
                    .add(JsonArguments.value(argument.substring(equals + 1)));
        }
        return byNode;
    }
}
