package io.cloudburst.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.cloudburst.gateway.Gateway;
import io.cloudburst.gateway.GatewaySettings;
import io.cloudburst.gateway.access.AccessSettings;
import io.cloudburst.gateway.access.AccessSettings.Issuer;
import io.cloudburst.gateway.access.ApiKeys;
import io.cloudburst.gateway.http.HttpServers.Tls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "gateway", description = "Serve HTTP, and make keys for it.", synopsisSubcommandLabel = "COMMAND")
final class GatewayCommand {
    private static final String KEYS = "gateway-keys";
    private static final Duration LONGEST_TO_CONNECT = Duration.ofSeconds(3);

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

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
            @Mixin BrokerOption broker,
            @Mixin Output output,
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
            @ArgGroup(exclusive = false) TlsOptions tls) {
        AccessSettings access = new AccessSettings(
                Optional.ofNullable(keys),
                Optional.ofNullable(issuer)
                        .map(given -> new Issuer(given.issuer, given.jwks, given.audience, given.rolesClaim)));
        GatewaySettings local =
                GatewaySettings.local(broker.servers(), port).withHost(host).withAccess(access);
        GatewaySettings settings = tls == null ? local : local.withTls(new Tls(tls.certificate, tls.key));
        broker.check(LONGEST_TO_CONNECT);
        try (Interrupt interrupt = new Interrupt();
                Gateway gateway = Gateway.start(settings)) {
            output.result(
                    "Cloudburst speaks HTTP on " + gateway.url(),
                    JsonNodeFactory.instance.objectNode().put("http", gateway.url()));
            interrupt.asked().join();
        }
        return ExitCode.DONE;
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
