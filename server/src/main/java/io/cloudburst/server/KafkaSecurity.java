package io.cloudburst.server;

import io.cloudburst.sdk.kafka.Topics;
import io.cloudburst.server.settings.Settings;
import io.cloudburst.server.settings.SettingsException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.auth.SecurityProtocol;

/**
 * What Kafka's clients are told of TLS and SASL, looked at before the first of them is made: Kafka says of most mistakes only that no
 * client could be built, or that no broker answers.
 */
final class KafkaSecurity {
    private static final String PREFIX = "kafka.properties.";
    private static final String PROTOCOL = "security.protocol";
    private static final String JAAS = "sasl.jaas.config";
    private static final String PEM = "PEM";

    private final Map<String, String> properties;

    private KafkaSecurity(Map<String, String> properties) {
        this.properties = properties;
    }

    /** @throws SettingsException that names the setting which is missing, or does not fit */
    static void check(Settings settings) {
        Map<String, String> properties = settings.kafka().properties();
        if (!properties.isEmpty()) {
            new KafkaSecurity(properties).check();
        }
    }

    /** How brokers are spoken to. */
    static String protocol(Settings settings) {
        return settings.kafka().properties().getOrDefault(PROTOCOL, SecurityProtocol.PLAINTEXT.name);
    }

    private void check() {
        String told = properties.getOrDefault(PROTOCOL, SecurityProtocol.PLAINTEXT.name);
        if (!SecurityProtocol.names().contains(told.toUpperCase(Locale.ROOT))) {
            throw wrong(PROTOCOL, " must be one of " + SecurityProtocol.names() + ", is '" + told + "'");
        }
        SecurityProtocol protocol = SecurityProtocol.forName(told.toUpperCase(Locale.ROOT));
        boolean sasl = List.of(SecurityProtocol.SASL_PLAINTEXT, SecurityProtocol.SASL_SSL)
                .contains(protocol);
        boolean tls = List.of(SecurityProtocol.SSL, SecurityProtocol.SASL_SSL).contains(protocol);
        if (sasl && !properties.containsKey(JAAS) && System.getProperty("java.security.auth.login.config") == null) {
            throw wrong(JAAS, " is missing; " + PROTOCOL + " " + told + " needs to know who logs in");
        }
        if (!sasl && properties.containsKey(JAAS)) {
            throw wrong(PROTOCOL, " must be SASL_SSL (or SASL_PLAINTEXT) where " + JAAS + " is given, is " + told);
        }
        for (String store : List.of("ssl.truststore", "ssl.keystore")) {
            if (properties.containsKey(store + ".location")) {
                if (!tls) {
                    throw wrong(PROTOCOL, " must be SSL or SASL_SSL where " + store + ".location is given, is " + told);
                }
                checkStore(store);
            }
        }
        checkClient();
    }

    private void checkStore(String store) {
        String location = store + ".location";
        Path file = Path.of(properties.get(location));
        Preflight.isReadable(PREFIX + location, file);
        String type = properties.getOrDefault(store + ".type", SslConfigs.DEFAULT_SSL_KEYSTORE_TYPE);
        if (type.equalsIgnoreCase(PEM)) {
            return;
        }
        boolean own = store.equals("ssl.keystore");
        String password = properties.get(store + ".password");
        if (own && password == null) {
            throw wrong(store + ".password", " is missing; " + location + " needs it");
        }
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore keys = KeyStore.getInstance(type);
            keys.load(in, password == null ? null : password.toCharArray());
            if (own) {
                checkKey(keys, store);
            }
        } catch (IOException e) {
            throw e.getCause() instanceof UnrecoverableKeyException
                    ? wrong(store + ".password", " does not open " + file)
                    : wrong(location, ": " + file + " is no key store of type " + type + " (" + e.getMessage() + ")");
        } catch (GeneralSecurityException e) {
            throw wrong(location, ": " + file + " cannot be used as a key store of type " + type + " (" + e + ")");
        }
    }

    private void checkKey(KeyStore keys, String store) throws GeneralSecurityException {
        String name = properties.containsKey("ssl.key.password") ? "ssl.key.password" : store + ".password";
        for (String alias : Collections.list(keys.aliases())) {
            if (keys.isKeyEntry(alias)) {
                try {
                    keys.getKey(alias, properties.get(name).toCharArray());
                } catch (UnrecoverableKeyException e) {
                    throw wrong(name, " does not open the key '" + alias + "' in " + store + ".location");
                }
                return;
            }
        }
        throw wrong(store + ".location", " has no private key");
    }

    /** Everything else that Kafka says when a client is made; none of it asks a broker. */
    private void checkClient() {
        Map<String, Object> settings = new HashMap<>(properties);
        settings.put("bootstrap.servers", "127.0.0.1:1");
        settings.put("client.id", Topics.CLIENT_ID);
        try {
            Admin.create(settings).close(Duration.ZERO);
        } catch (KafkaException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            throw new SettingsException(
                    "kafka.properties: no client can be made of them: "
                            + String.valueOf(cause.getMessage())
                                    .lines()
                                    .findFirst()
                                    .orElse(""),
                    e);
        }
    }

    private static SettingsException wrong(String property, String what) {
        return new SettingsException(PREFIX + property + what);
    }
}
