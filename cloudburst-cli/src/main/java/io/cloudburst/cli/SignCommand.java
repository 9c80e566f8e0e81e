package io.cloudburst.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.cloudburst.sdk.code.FunctionJar;
import io.cloudburst.sdk.signing.SigningKey;
import java.nio.file.Path;
import java.util.Base64;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "sign",
        description = "Print a signature of a jar of functions, for the header Code-Signature of its upload over HTTP.",
        footer = {
            "",
            "Example:",
            "  curl -X POST http://127.0.0.1:8080/v1/functions -H 'Content-Type: application/java-archive' \\",
            "    -H \"Code-Signature: $(cloudburst sign functions.jar --key deployer.pem)\" --data-binary @functions.jar"
        })
final class SignCommand implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Mixin
    private Output output;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            required = true,
            description = "A private Ed25519 key (PEM); 'signing-key' makes one.")
    private Path key;

    @Parameters(paramLabel = "JAR", description = "As it will be sent.")
    private Path jar;

    @Override
    public void run() {
        byte[] signature = key(spec, key).sign(FunctionJar.read(jar)).bytes().toByteArray();
        String text = Base64.getEncoder().encodeToString(signature);
        output.result(text, JsonNodeFactory.instance.objectNode().put("signature", text));
    }

    /** @throws CommandLine.ParameterException if the file has none */
    static SigningKey key(CommandLine.Model.CommandSpec spec, Path file) {
        try {
            return SigningKey.read(file);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
