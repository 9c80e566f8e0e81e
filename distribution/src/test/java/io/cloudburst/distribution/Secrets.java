package io.cloudburst.distribution;

import io.cloudburst.client.ConnectionSettings;
import io.cloudburst.sdk.kafka.KafkaSettings;
import io.cloudburst.sdk.store.StoreSecurity;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;

/** Certificates, keys, tokens and passwords, right and wrong, as files; and settings that name the right ones. */
final class Secrets {
    static final String PASSWORD = "of-cloudburst";

    private static final String STORE_PASSWORD = "changeit";

    private final Path directory;
    private final X509Bundle authority = authority("CN=ours");
    private final X509Bundle strangers = authority("CN=strangers'");

    Secrets(Path directory) throws Exception {
        this.directory = Files.createDirectories(directory);
        keyStore("broker.p12", server(authority).toKeyStore(STORE_PASSWORD.toCharArray()));
        trustStore("trust.p12", authority);
        trustStore("strangers.p12", strangers);
        file("authority.pem", authority.getCertificatePEM());
        pair("server", server(authority));
        pair("client", client(authority));
        pair("stranger", client(strangers));
        file("token", "a-token-of-some-length");
        file("wrong-token", "another-token-of-some-length");
    }

    private static X509Bundle authority(String name) throws Exception {
        return new CertificateBuilder()
                .subject(name)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    private static X509Bundle server(X509Bundle authority) throws Exception {
        return new CertificateBuilder()
                .subject("CN=server")
                .addSanDnsName("localhost")
                .addSanIpAddress("127.0.0.1")
                .addExtendedKeyUsageServerAuth()
                .buildIssuedBy(authority);
    }

    private static X509Bundle client(X509Bundle authority) throws Exception {
        return new CertificateBuilder()
                .subject("CN=client")
                .addExtendedKeyUsageClientAuth()
                .buildIssuedBy(authority);
    }

    private void pair(String name, X509Bundle bundle) throws Exception {
        file(name + ".pem", bundle.getCertificatePathPEM());
        file(name + "-key.pem", bundle.getPrivateKeyPEM());
    }

    private void trustStore(String name, X509Bundle trusted) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("authority", trusted.getCertificate());
        keyStore(name, store);
    }

    private void keyStore(String name, KeyStore store) throws Exception {
        try (OutputStream out = Files.newOutputStream(directory.resolve(name))) {
            store.store(out, STORE_PASSWORD.toCharArray());
        }
    }

    private Path file(String name, String text) throws Exception {
        return Files.writeString(directory.resolve(name), text.strip() + "\n");
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    Path trustOfStrangers() {
        return directory.resolve("strangers.p12");
    }

    Path keyOfStrangers() {
        return directory.resolve("stranger-key.pem");
    }

    static String jaas(String password) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"cloudburst\" password=\""
                + password + "\";";
    }

    /** Of a whole Cloudburst on one machine, all of which asks who is there. */
    Path settings(String broker) throws Exception {
        return file("cloudburst.yaml", """
                kafka:
                  bootstrap-servers: %1$s
                  properties:
                    security.protocol: SASL_SSL
                    ssl.truststore.location: %2$s/trust.p12
                    ssl.truststore.password: %3$s
                    sasl.mechanism: PLAIN
                    sasl.jaas.config: '%4$s'
                broker:
                  addresses: %1$s
                  properties:
                    listener.security.protocol.map: PLAINTEXT:SASL_SSL,CONTROLLER:PLAINTEXT
                    sasl.enabled.mechanisms: PLAIN
                    sasl.mechanism.inter.broker.protocol: PLAIN
                    listener.name.plaintext.plain.sasl.jaas.config: '%5$s'
                    ssl.keystore.location: %2$s/broker.p12
                    ssl.keystore.password: %3$s
                    ssl.truststore.location: %2$s/trust.p12
                    ssl.truststore.password: %3$s
                kvs:
                  port: 0
                  tls: {certificate: %2$s/server.pem, key: %2$s/server-key.pem, client-trust: %2$s/authority.pem}
                  token: %2$s/token
                store:
                  trust: %2$s/authority.pem
                  certificate: %2$s/client.pem
                  key: %2$s/client-key.pem
                  token: %2$s/token
                worker:
                  port: 0
                  tls: {certificate: %2$s/server.pem, key: %2$s/server-key.pem, client-trust: %2$s/authority.pem}
                  token: %2$s/token
                remote:
                  trust: %2$s/authority.pem
                  certificate: %2$s/client.pem
                  key: %2$s/client-key.pem
                  token: %2$s/token
                gateway:
                  port: 0
                jobmanager:
                  port: %6$s
                  rest-port: %7$s
                  blob-port: %8$s
                """.formatted(
                        broker,
                        directory,
                        STORE_PASSWORD,
                        jaas(PASSWORD),
                        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"broker\" password=\"of-brokers\""
                                + " user_broker=\"of-brokers\" user_cloudburst=\"" + PASSWORD + "\";",
                        Unpacked.freePort(),
                        Unpacked.freePort(),
                        Unpacked.freePort()));
    }

    /** What a client of Kafka is told. */
    Path clientProperties(String password) throws Exception {
        return clientProperties("client-" + password, "trust.p12", password);
    }

    Path clientPropertiesOfStrangers() throws Exception {
        return clientProperties("client-of-strangers", "strangers.p12", PASSWORD);
    }

    private Path clientProperties(String name, String trust, String password) throws Exception {
        return file(name + ".properties", """
                security.protocol=SASL_SSL
                ssl.truststore.location=%s
                ssl.truststore.password=%s
                sasl.mechanism=PLAIN
                sasl.jaas.config=%s
                """.formatted(path(trust), STORE_PASSWORD, jaas(password)));
    }

    /** A program's, with all that is wanted. */
    ConnectionSettings connection(String broker) {
        return ConnectionSettings.of(new KafkaSettings(
                        broker,
                        Map.of(
                                "security.protocol",
                                "SASL_SSL",
                                "ssl.truststore.location",
                                path("trust.p12"),
                                "ssl.truststore.password",
                                STORE_PASSWORD,
                                "sasl.mechanism",
                                "PLAIN",
                                "sasl.jaas.config",
                                jaas(PASSWORD))))
                .withStoreSecurity(StoreSecurity.trusting(directory.resolve("authority.pem"))
                        .withCertificate(directory.resolve("client.pem"), directory.resolve("client-key.pem"))
                        .withToken(directory.resolve("token")));
    }

    /** What a client of the store is told. */
    List<String> store() {
        return store("client", "token");
    }

    List<String> storeWithWrongToken() {
        return store("client", "wrong-token");
    }

    List<String> storeOfStrangers() {
        return store("stranger", "token");
    }

    List<String> storeWithoutCertificate() {
        return List.of("--store-trust", path("authority.pem"), "--store-token", path("token"));
    }

    private List<String> store(String certificate, String token) {
        return List.of(
                "--store-trust",
                path("authority.pem"),
                "--store-certificate",
                path(certificate + ".pem"),
                "--store-key",
                path(certificate + "-key.pem"),
                "--store-token",
                path(token));
    }
}
