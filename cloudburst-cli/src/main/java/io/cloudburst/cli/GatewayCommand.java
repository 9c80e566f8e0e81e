package io.cloudburst.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.cloudburst.gateway.access.ApiKeys;
import io.cloudburst.server.Role;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "gateway",
        description = {
            "Run a gateway, which speaks HTTP, until it is told to end; and make keys for it.",
            "Listens on the loopback interface unless told otherwise; anywhere else it asks for keys or tokens."
        },
        synopsisSubcommandLabel = "[COMMAND]")
final class GatewayCommand implements Callable<Integer> {
    private static final String KEYS = "gateway-keys";

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Mixin
    private RoleOptions options;

    @Override
    public Integer call() throws InterruptedException {
        return options.run(Role.GATEWAY, spec);
    }

    @Command(
            description = {
                "Make an API key, print it, and add its hash to a file.",
                "A caller calls and uses the store, a deployer also changes functions and DAGs, an admin also sees metrics."
            })
    int key(
            @Mixin Output output,
            @Parameters(paramLabel = "NAME", description = "Whose key it is.") String name,
            @Option(
                            names = "--role",
                            paramLabel = "ROLE",
                            defaultValue = "caller",
                            description = "caller, deployer or admin (default: ${DEFAULT-VALUE}).")
                    String role,
            @Option(
                            names = "--file",
                            paramLabel = "FILE",
                            defaultValue = KEYS,
                            description = "Where its hash goes (default: ${DEFAULT-VALUE}).")
                    Path file) {
        String key;
        try {
            key = ApiKeys.add(file, name, ApiKeys.role(role));
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        output.result(
                key,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("key", key)
                        .put("name", name)
                        .put("file", file.toString()));
        return ExitCode.DONE;
    }
}
