package io.cloudburst.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.cloudburst.sdk.signing.SigningKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "signing-key",
        description = {
            "Make an Ed25519 key to sign code with, and beside it the public one, which executors are told to trust.",
            "Both are PEM files, as OpenSSL has them."
        })
final class SigningKeyCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Mixin
    private Output output;

    @Parameters(paramLabel = "FILE", description = "The private key; the public one becomes FILE.pub.")
    private Path file;

    @Override
    public Integer call() throws IOException {
        Path publicFile = file.resolveSibling(file.getFileName() + ".pub");
        try {
            SigningKey.create(file, publicFile);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        output.result(
                "keep %s to yourself; executors trust what is signed with it when code.trusted-keys names %s"
                        .formatted(file, publicFile),
                JsonNodeFactory.instance
                        .objectNode()
                        .put("privateKey", file.toString())
                        .put("publicKey", publicFile.toString()));
        return ExitCode.DONE;
    }
}
