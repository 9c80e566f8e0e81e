package io.cloudburst.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.cloudburst.remote.worker.Worker;
import io.cloudburst.remote.worker.WorkerSettings;
import io.cloudburst.remote.worker.WorkerSettings.Security;
import io.cloudburst.sdk.RemoteOptions;
import io.cloudburst.sdk.signing.TrustedKeys;
import io.cloudburst.stack.Directories;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "worker",
        description = {
            "Run functions outside of the job, until Ctrl-C: those of the pools that it is in.",
            "Listens on the loopback interface unless told otherwise; anywhere else it asks for a token or certificates."
        })
final class WorkerCommand implements Callable<Integer> {
    private static final Duration LONGEST_TO_CONNECT = Duration.ofSeconds(3);

    @Mixin
    private BrokerOption broker;

    @Mixin
    private Output output;

    @Option(
            names = "--pool",
            paramLabel = "LABEL",
            split = ",",
            defaultValue = RemoteOptions.DEFAULT_POOL,
            description = "Its pools (default: ${DEFAULT-VALUE}).")
    private Set<String> pools;

    @Option(
            names = {"-p", "--port"},
            paramLabel = "PORT",
            defaultValue = "" + WorkerSettings.DEFAULT_PORT,
            description = "Where the job connects (default: ${DEFAULT-VALUE}); 0 for a free one.")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = WorkerSettings.LOOPBACK,
            description = "Where to listen (default: ${DEFAULT-VALUE}).")
    private String host;

    @Option(
            names = "--public-host",
            paramLabel = "NAME",
            description = "How the job reaches it, where that is not the address that it listens on.")
    private String publicHost;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What it is announced as; of two of one name only one is known (default: its address).")
    private String name;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "64",
            description = "How many functions run at once (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = {"-d", "--directory"},
            paramLabel = "DIR",
            description = "Where code is kept while it is in use (default: a temporary one).")
    private Path directory;

    @Option(
            names = "--tls-certificate",
            paramLabel = "FILE",
            description = "Serve HTTPS with this certificate chain (PEM).")
    private Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Its private key (PEM).")
    private Path key;

    @Option(
            names = "--client-trust",
            paramLabel = "FILE",
            description = "Take only jobs whose certificates are signed by one of these (PEM).")
    private Path clientTrust;

    @Option(names = "--token", paramLabel = "FILE", description = "Take only jobs that show the token in this file.")
    private Path token;

    @Option(
            names = "--trusted-keys",
            paramLabel = "FILE",
            description = "Run only functions whose code is signed with one of these public Ed25519 keys (PEM).")
    private Path trustedKeys;

    @Override
    public Integer call() throws Exception {
        broker.check(LONGEST_TO_CONNECT);
        boolean temporary = directory == null;
        Path code = temporary ? Files.createTempDirectory("cloudburst-worker-") : directory;
        WorkerSettings local =
                WorkerSettings.local(broker.servers(), port, pools, code).withThreads(threads);
        WorkerSettings named = name == null ? local : local.withName(name);
        WorkerSettings settings = named.withSecurity(new Security(
                        Optional.ofNullable(certificate),
                        Optional.ofNullable(key),
                        Optional.ofNullable(clientTrust),
                        Optional.ofNullable(token)))
                .withHost(host, Optional.ofNullable(publicHost))
                .trusting(trustedKeys == null ? TrustedKeys.EVERYBODY : TrustedKeys.read(trustedKeys));
        try (Interrupt interrupt = new Interrupt()) {
            try (Worker worker = Worker.start(settings)) {
                output.result(
                        "worker '%s' runs functions of pool %s at %s"
                                .formatted(worker.name(), String.join(", ", pools), worker.url()),
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("worker", worker.name())
                                .put("url", worker.url()));
                interrupt.asked().join();
            } finally {
                if (temporary) {
                    Directories.delete(code);
                }
            }
        }
        return ExitCode.DONE;
    }
}
