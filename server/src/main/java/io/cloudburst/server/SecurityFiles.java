package io.cloudburst.server;

import io.cloudburst.server.settings.Settings;
import io.cloudburst.server.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Certificates, keys and tokens, looked at before anything starts: what is found out later is found out by somebody else, in the midst
 * of a handshake.
 */
final class SecurityFiles {
    private static final int LEAST_TOKEN = 16;

    private SecurityFiles() {}

    /**
     * What a server shows.
     *
     * @param section of the settings, such as {@code kvs.tls}
     * @throws SettingsException that names the setting whose file is missing or no good
     */
    static void check(Settings.ServerTls tls, String section) {
        checkPair(tls.certificate(), tls.key(), section);
        checkTrust(tls.clientTrust(), section + ".client-trust");
    }

    /** What is shown to nodes of the store. */
    static void check(Settings.Store store) {
        checkTrust(store.trust(), "store.trust");
        checkPair(store.certificate(), store.key(), "store");
        checkToken(store.token(), "store.token");
    }

    /** What is shown to workers. */
    static void check(Settings.Remote remote) {
        checkTrust(remote.trust(), "remote.trust");
        checkPair(remote.certificate(), remote.key(), "remote");
        checkToken(remote.token(), "remote.token");
    }

    /** Both, or neither. */
    static void checkPair(String certificate, String key, String section) {
        if (certificate.isEmpty()) {
            return;
        }
        Preflight.isReadable(section + ".certificate", Path.of(certificate));
        Preflight.isReadable(section + ".key", Path.of(key));
        PemFile chain = new PemFile(section + ".certificate", Path.of(certificate));
        PemFile secret = new PemFile(section + ".key", Path.of(key));
        if (!secret.isKeyOf(chain.certificates().get(0))) {
            throw new SettingsException(
                    "%s.key: %s is not the key of the first certificate in %s".formatted(section, key, certificate));
        }
    }

    private static void checkTrust(String file, String setting) {
        if (!file.isEmpty()) {
            Preflight.isReadable(setting, Path.of(file));
            new PemFile(setting, Path.of(file)).certificates();
        }
    }

    static void checkToken(String file, String setting) {
        if (file.isEmpty()) {
            return;
        }
        Preflight.isReadable(setting, Path.of(file));
        String token;
        try {
            token = Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw new SettingsException("%s: %s cannot be read as text (%s)".formatted(setting, file, e), e);
        }
        if (token.length() < LEAST_TOKEN || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new SettingsException(
                    "%s: %s must have one line of at least %d letters, digits and signs without spaces, and nothing else"
                            .formatted(setting, file, LEAST_TOKEN));
        }
    }
}
