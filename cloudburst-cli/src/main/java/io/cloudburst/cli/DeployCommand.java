package io.cloudburst.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.cli.terminal.Table;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.RegisteredFunction;
import io.cloudburst.sdk.code.CodeSignature;
import io.cloudburst.sdk.code.FunctionJar;
import io.cloudburst.sdk.code.TypeText;
import java.nio.file.Path;
import java.util.Optional;
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
            "  cloudburst deploy functions.jar --dry-run",
            "  cloudburst deploy functions.jar --sign-with deployer.pem"
        })
final class DeployCommand implements Runnable {
    private static final String NONE = "no functions";

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Mixin
    private ServerOption server;

    @Mixin
    private Output output;

    @Option(names = "--dry-run", description = "Check the jar and show its functions, and register none.")
    private boolean dryRun;

    @Option(
            names = "--sign-with",
            paramLabel = "FILE",
            description = "Vouch for the jar with this private Ed25519 key (PEM); 'signing-key' makes one.")
    private Path key;

    @Parameters(paramLabel = "JAR", description = "With all that its functions need beside the JDK and the SDK.")
    private Path jar;

    @Override
    public void run() {
        FunctionJar read = FunctionJar.read(jar);
        if (dryRun) {
            output.rows(
                    read.functions(),
                    new Table<FunctionJar.Entry>()
                            .name("FUNCTION", FunctionJar.Entry::toString)
                            .text("OPTIONS", entry -> FunctionsCommand.words(entry.options()))
                            .text("FROM", FunctionJar.Entry::origin),
                    DeployCommand::toJson,
                    NONE);
            return;
        }
        Optional<CodeSignature> signature = Optional.ofNullable(key)
                .map(file -> SignCommand.key(spec, file))
                .map(by -> by.sign(read));
        try (Cloudburst cloudburst = server.connect()) {
            output.rows(
                    cloudburst.deploy(read, signature),
                    new Table<RegisteredFunction<?>>()
                            .name("NAME", RegisteredFunction::name)
                            .number("VERSION", RegisteredFunction::version)
                            .text("TAKES", function -> FunctionsCommand.parameters(function.parameterTypes())),
                    DeployCommand::toJson,
                    NONE);
        }
    }

    private static ObjectNode toJson(FunctionJar.Entry entry) {
        ObjectNode object = JsonNodeFactory.instance.objectNode().put("name", entry.name());
        ArrayNode parameters = object.putArray("parameterTypes");
        entry.code().parameterTypes().stream().map(TypeText::of).forEach(parameters::add);
        return object.put("from", entry.origin());
    }

    private static ObjectNode toJson(RegisteredFunction<?> function) {
        ObjectNode object = JsonNodeFactory.instance
                .objectNode()
                .put("name", function.name())
                .put("version", function.version());
        function.parameterTypes().forEach(object.putArray("parameterTypes")::add);
        return object;
    }
}
