package io.cloudburst.cli;

import io.cloudburst.executor.RemoteSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** How a job reaches what runs outside of it. */
final class RemoteOption {
    @Option(
            names = "--endpoint",
            paramLabel = "POOL=URL",
            description = {
                "What runs the functions of a pool beside workers that announce themselves, such as functions in other languages.",
                "{function.namespace} and {function.name} stand for the function's type."
            })
    private Map<String, String> endpoints = new HashMap<>();

    @Option(
            names = "--worker-trust",
            paramLabel = "FILE",
            description = "Speak https to workers, with certificates signed by one of these (PEM).")
    private Path trust;

    @Option(names = "--worker-certificate", paramLabel = "FILE", description = "Show workers this certificate (PEM).")
    private Path certificate;

    @Option(names = "--worker-certificate-key", paramLabel = "FILE", description = "Its private key (PEM).")
    private Path key;

    @Option(names = "--worker-token", paramLabel = "FILE", description = "Show workers the token in this file.")
    private Path token;

    /** @throws IllegalArgumentException if they make no sense together */
    RemoteSettings settings() {
        return new RemoteSettings(
                endpoints, text(trust), text(certificate), text(key), text(token), RemoteSettings.DEFAULT_PATIENCE);
    }

    private static String text(Path file) {
        return file == null ? null : file.toAbsolutePath().normalize().toString();
    }
}
