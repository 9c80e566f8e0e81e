package io.cloudburst.server;

import io.cloudburst.gateway.Gateway;
import io.cloudburst.gateway.GatewaySettings;
import io.cloudburst.gateway.access.AccessSettings;
import io.cloudburst.gateway.http.HttpServers.Tls;
import io.cloudburst.sdk.signing.TrustedKeys;
import io.cloudburst.server.settings.Settings;
import io.cloudburst.server.settings.SettingsException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A gateway. */
final class GatewayRole implements RunningRole {
    private final Gateway gateway;

    private GatewayRole(Gateway gateway) {
        this.gateway = gateway;
    }

    static GatewayRole start(Settings settings) {
        Settings.Gateway told = settings.gateway();
        Preflight.portIsFree("gateway.port", told.host(), told.port());
        told.keysFile().ifPresent(keys -> Preflight.isReadable("gateway.keys", keys));
        SecurityFiles.checkPair(told.tls().certificate(), told.tls().key(), "gateway.tls");
        SecurityFiles.check(settings.store());
        KafkaSecurity.check(settings);
        TrustedKeys trusted = settings.trustedKeys();
        Preflight.topicsAreThere(settings);
        try {
            return new GatewayRole(Gateway.start(gatewaySettings(settings).trusting(trusted)));
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new SettingsException("gateway: " + e.getMessage(), e);
        }
    }

    private static GatewaySettings gatewaySettings(Settings settings) {
        Settings.Gateway told = settings.gateway();
        Settings.Issuer issuer = told.issuer();
        GatewaySettings open = GatewaySettings.local(settings.kafka().clients(), told.port())
                .withStore(settings.store().security())
                .withHost(told.host())
                .withAccess(new AccessSettings(
                        told.keysFile(),
                        issuer.isWanted()
                                ? Optional.of(new AccessSettings.Issuer(
                                        issuer.url(), issuer.jwks(), issuer.audience(), issuer.rolesClaim()))
                                : Optional.empty(),
                        told.openToNetwork()));
        return told.tls().isWanted()
                ? open.withTls(new Tls(
                        Path.of(told.tls().certificate()), Path.of(told.tls().key())))
                : open;
    }

    @Override
    public String place() {
        return "speaks HTTP on " + gateway.url();
    }

    @Override
    public CompletionStage<?> ended() {
        return new CompletableFuture<>();
    }

    @Override
    public void close() {
        gateway.close();
    }
}
