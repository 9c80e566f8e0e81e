package io.cloudburst.cli;

import io.cloudburst.server.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "worker",
        description = {
            "Run functions outside of the job, until it is told to end: those of the pools that it is in.",
            "Listens on the loopback interface unless told otherwise; anywhere else it asks for a token or certificates.",
            "Options that have the name of a setting go before it."
        })
final class WorkerCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Mixin
    private RoleOptions options;

    private final List<String> settings = new ArrayList<>();

    @Option(
            names = {"-s", "--server"},
            paramLabel = "HOST:PORT",
            description = "The Kafka broker; more than one with commas (kafka.bootstrap-servers).")
    private void server(String value) {
        set("kafka.bootstrap-servers", value);
    }

    @Option(names = "--pool", paramLabel = "LABEL", description = "Its pools, with commas between (worker.pools).")
    private void pools(String value) {
        set("worker.pools", value);
    }

    @Option(
            names = {"-p", "--port"},
            paramLabel = "PORT",
            description = "Where the job connects; 0 for a free one (worker.port).")
    private void port(String value) {
        set("worker.port", value);
    }

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Where to listen (worker.host).")
    private void host(String value) {
        set("worker.host", value);
    }

    @Option(
            names = "--public-host",
            paramLabel = "NAME",
            description =
                    "How the job reaches it, where that is not the address that it listens on (worker.public-host).")
    private void publicHost(String value) {
        set("worker.public-host", value);
    }

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What it is announced as; of its own among all workers (worker.name).")
    private void name(String value) {
        set("worker.name", value);
    }

    @Option(names = "--threads", paramLabel = "N", description = "How many functions run at once (worker.threads).")
    private void threads(String value) {
        set("worker.threads", value);
    }

    @Option(
            names = {"-d", "--directory"},
            paramLabel = "DIR",
            description = "Where code is kept while it is in use (directory).")
    private void directory(String value) {
        set("directory", value);
    }

    @Option(
            names = "--tls-certificate",
            paramLabel = "FILE",
            description = "Serve HTTPS with this certificate chain, in PEM (worker.tls.certificate).")
    private void certificate(String value) {
        set("worker.tls.certificate", value);
    }

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Its private key, in PEM (worker.tls.key).")
    private void key(String value) {
        set("worker.tls.key", value);
    }

    @Option(
            names = "--client-trust",
            paramLabel = "FILE",
            description =
                    "Take only jobs whose certificates are signed by one of these, in PEM (worker.tls.client-trust).")
    private void clientTrust(String value) {
        set("worker.tls.client-trust", value);
    }

    @Option(
            names = "--token",
            paramLabel = "FILE",
            description = "Take only jobs that show the token in this file (worker.token).")
    private void token(String value) {
        set("worker.token", value);
    }

    @Option(
            names = "--trusted-keys",
            paramLabel = "FILE",
            description =
                    "Run only functions whose code is signed with one of these public Ed25519 keys, in PEM (code.trusted-keys).")
    private void trustedKeys(String value) {
        set("code.trusted-keys", value);
    }

    private void set(String setting, String value) {
        settings.add(setting + "=" + value);
    }

    @Override
    public Integer call() throws InterruptedException {
        return options.run(Role.WORKER, spec, settings);
    }
}
