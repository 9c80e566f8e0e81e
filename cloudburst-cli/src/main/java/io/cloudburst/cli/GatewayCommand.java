package io.cloudburst.cli;

import io.cloudburst.gateway.Gateway;
import io.cloudburst.gateway.GatewaySettings;
import io.cloudburst.gateway.access.AccessSettings;
import io.cloudburst.gateway.access.AccessSettings.Issuer;
import io.cloudburst.gateway.access.ApiKeys;
import io.cloudburst.gateway.http.HttpServers.Tls;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "gateway", description = "Serve HTTP, and make keys for it.", synopsisSubcommandLabel = "COMMAND")
final class GatewayCommand implements Runnable {
    private static final String KEYS = "gateway-keys";

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Say what to do with the gateway.");
    }

    /** A certificate and its key, or neither. */
    static final class TlsOptions {
        @Option(
                names = "--tls-certificate",
                paramLabel = "FILE",
                required = true,
                description = "Serve HTTPS with this certificate chain (PEM).")
        private Path certificate;

        @Option(names = "--tls-key", paramLabel = "FILE", required = true, description = "Its private key (PEM).")
        private Path key;
    }

    /** An issuer of tokens, whole or not at all. */
    static final class IssuerOptions {
        @Option(
                names = "--issuer",
                paramLabel = "URL",
                required = true,
                description = "Take tokens of this OpenID Connect issuer.")
        private String issuer;

        @Option(names = "--jwks", paramLabel = "URL", required = true, description = "Where its keys are.")
        private String jwks;

        @Option(
                names = "--audience",
                paramLabel = "NAME",
                required = true,
                description = "Whom its tokens must be for.")
        private String audience;

        @Option(
                names = "--roles-claim",
                paramLabel = "CLAIM",
                defaultValue = Issuer.ROLES_CLAIM,
                description = "Which claim has the roles (default: ${DEFAULT-VALUE}); dots lead into objects.")
        private String rolesClaim;
    }

    @Command(
            description = {
                "Serve HTTP beside a Cloudburst that runs, until Ctrl-C.",
                "Listens on the loopback interface unless told otherwise; anywhere else it asks for keys or tokens."
            })
    int serve(
            @Option(
                            names = {"-s", "--server"},
                            paramLabel = "HOST:PORT",
                            defaultValue = "${env:CLOUDBURST_SERVER:-127.0.0.1:9092}",
                            description =
                                    "The Kafka broker (environment: CLOUDBURST_SERVER; default: ${DEFAULT-VALUE}).")
                    String server,
            @Option(
                            names = "--host",
                            paramLabel = "ADDRESS",
                            defaultValue = GatewaySettings.LOOPBACK,
                            description = "Where to listen (default: ${DEFAULT-VALUE}).")
                    String host,
            @Option(
                            names = "--http-port",
                            paramLabel = "PORT",
                            defaultValue = "" + GatewaySettings.DEFAULT_PORT,
                            description = "The port (default: ${DEFAULT-VALUE}); 0 for a free one.")
                    int port,
            @Option(
                            names = "--keys",
                            paramLabel = "FILE",
                            description = "Take the API keys of this file, which 'gateway key' writes.")
                    Path keys,
            @ArgGroup(exclusive = false) IssuerOptions issuer,
            @ArgGroup(exclusive = false) TlsOptions tls)
            throws InterruptedException {
        AccessSettings access = new AccessSettings(
                Optional.ofNullable(keys),
                Optional.ofNullable(issuer)
                        .map(given -> new Issuer(given.issuer, given.jwks, given.audience, given.rolesClaim)));
        GatewaySettings local =
                GatewaySettings.local(server, port).withHost(host).withAccess(access);
        GatewaySettings settings = tls == null ? local : local.withTls(new Tls(tls.certificate, tls.key));
        CountDownLatch stopAsked = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        UpCommand.onStop(stopAsked, stopped);
        PrintWriter out = spec.commandLine().getOut();
        try (Gateway gateway = Gateway.start(settings)) {
            out.println("Cloudburst speaks HTTP on " + gateway.url());
            out.flush();
            stopAsked.await();
        } finally {
            stopped.countDown();
        }
        return 0;
    }

    @Command(
            description = {
                "Make an API key, print it, and add its hash to a file.",
                "A caller calls and uses the store, a deployer also changes functions and DAGs, an admin also sees metrics."
            })
    int key(
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
        spec.commandLine().getOut().println(key);
        return 0;
    }
}
