package io.cloudburst.kvs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cloudburst.lattices.Max;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.kafka.KafkaSettings;
import io.cloudburst.sdk.store.StoreClient;
import io.cloudburst.sdk.store.StoreSecurity;
import io.cloudburst.sdk.store.StoreVersion;
import io.cloudburst.sdk.store.StoredValue;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that shows a certificate and wants both a certificate and a token of its clients. */
class StoreNodeSecurityIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    /** Far more than a refusal takes, and less than a read that is tried again and again. */
    private static final Duration READ = Duration.ofSeconds(30);

    private static final String TOKEN = "a-token-of-some-length";

    @TempDir
    private static Path directory;

    private static TestBroker broker;
    private static X509Bundle authority;
    private static X509Bundle otherAuthority;
    private static StoreNode node;
    private static KafkaProducer<byte[], byte[]> producer;

    @BeforeAll
    static void start() throws Exception {
        authority = authority("CN=ours");
        otherAuthority = authority("CN=somebody else's");
        broker = TestBroker.start(directory.resolve("broker"));
        broker.createTopics(1);
        node = startNode("a", 0, "127.0.0.1");
        producer = new KafkaProducer<>(
                KafkaSettings.of(broker.bootstrapServers()).producer("test"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @AfterAll
    static void stop() {
        producer.close();
        node.close();
        broker.close();
    }

    /** @param host that its certificate names */
    private static StoreNode startNode(String name, int replicaSet, String host) throws Exception {
        StoreNodeSettings local = StoreNodeSettings.local(broker.bootstrapServers(), name, directory.resolve(name));
        StoreNode started = StoreNode.start(new StoreNodeSettings(
                local.bootstrapServers(),
                name,
                replicaSet,
                local.dataDirectory(),
                local.host(),
                local.port(),
                local.memoryBytes(),
                local.backups(),
                local.purgeAfter(),
                Map.of(),
                Optional.of(security(name, host))));
        await().atMost(PATIENCE).until(() -> started.partitions().size() == 1);
        return started;
    }

    @Test
    void aClientWithCertificateAndTokenReadsAndIsToldOfChanges() throws Exception {
        try (StoreClient client = client(clientOf(authority, TOKEN))) {
            StoreVersion version = client.merge("best", Max.of(7)).get(10, TimeUnit.SECONDS);

            assertThat(read(client, version).lattice()).contains(Max.of(7));
        }
    }

    @Test
    void whoShowsTooLittleOrTheWrongThingIsRefusedAtOnce() throws Exception {
        assertRefused(clientOf(authority, "another-token-of-some-length"), "the token is not this node's");
        assertRefused(clientOf(authority, null), "wants a token");
        assertRefused(clientOf(otherAuthority, TOKEN), "no secure connection");
        assertRefused(
                StoreSecurity.trusting(pem("authority", authority.getCertificatePEM()))
                        .withToken(file("token", TOKEN)),
                "no secure connection");
    }

    @Test
    void aNodeOfAnotherAuthorityOrAnotherHostIsNotBelieved() throws Exception {
        StoreSecurity believesOthers = new StoreSecurity(
                pem("other-authority", otherAuthority.getCertificatePEM()).toString(), null, null, null);
        assertRefused(believesOthers, "no secure connection");

        try (StoreNode elsewhere = startNode("elsewhere", 1, "192.0.2.1")) {
            assertRefused(clientOf(authority, TOKEN), elsewhere, "no secure connection");
        }
    }

    @Test
    void aPlainClientDoesNotHang() {
        try (StoreClient client = client(StoreSecurity.NONE)) {
            assertThatThrownBy(() ->
                            client.get("best", List.of(), Duration.ofSeconds(2)).get(20, TimeUnit.SECONDS))
                    .hasRootCauseInstanceOf(Exception.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            CloudburstException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TIMEOUT));
        }
    }

    @Test
    void filesThatAreNoGoodAreNamed() throws Exception {
        Path missing = directory.resolve("missing");
        assertThatThrownBy(() -> client(StoreSecurity.trusting(missing)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(missing.toString());
        RpcSecurity shortToken = new RpcSecurity(
                directory.resolve("a.pem"),
                directory.resolve("a-key.pem"),
                Optional.empty(),
                Optional.of(file("short", "short")));
        assertThatThrownBy(() ->
                        StoreNode.start(StoreNodeSettings.local(broker.bootstrapServers(), "b", directory.resolve("b"))
                                .withSecurity(Map.of(), shortToken)))
                .isInstanceOf(StoreNodeException.class)
                .hasMessageContaining("at least 16");
    }

    private static void assertRefused(StoreSecurity security, String message) {
        assertRefused(security, node, message);
    }

    private static void assertRefused(StoreSecurity security, StoreNode asked, String message) {
        try (StoreClient client = client(security, asked)) {
            assertThatThrownBy(() -> read(client, new StoreVersion(0, -1)))
                    .isInstanceOfSatisfying(CloudburstException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
                        assertThat(e).hasMessageContaining(message);
                    });
        }
    }

    private static StoredValue read(StoreClient client, StoreVersion atLeast) throws Exception {
        try {
            return client.get("best", List.of(atLeast), READ).join();
        } catch (CompletionException e) {
            throw (Exception) e.getCause();
        }
    }

    private static StoreClient client(StoreSecurity security) {
        return client(security, node);
    }

    private static StoreClient client(StoreSecurity security, StoreNode asked) {
        return new StoreClient(producer, partition -> List.of(asked.address()), 0, security);
    }

    private static StoreSecurity clientOf(X509Bundle issuer, String token) throws Exception {
        X509Bundle client = new CertificateBuilder()
                .subject("CN=client")
                .addExtendedKeyUsageClientAuth()
                .buildIssuedBy(issuer);
        StoreSecurity security = StoreSecurity.trusting(pem("authority", authority.getCertificatePEM()))
                .withCertificate(
                        pem("client", client.getCertificatePathPEM()), pem("client-key", client.getPrivateKeyPEM()));
        return token == null ? security : security.withToken(file("client-token", token));
    }

    private static RpcSecurity security(String name, String address) throws Exception {
        X509Bundle own = new CertificateBuilder()
                .subject("CN=" + name)
                .addSanIpAddress(address)
                .addExtendedKeyUsageServerAuth()
                .buildIssuedBy(authority);
        return new RpcSecurity(
                pem(name, own.getCertificatePathPEM()),
                pem(name + "-key", own.getPrivateKeyPEM()),
                Optional.of(pem("authority", authority.getCertificatePEM())),
                Optional.of(file("node-token", TOKEN)));
    }

    private static X509Bundle authority(String name) throws Exception {
        return new CertificateBuilder()
                .subject(name)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    private static Path pem(String name, String text) throws Exception {
        return file(name + ".pem", text);
    }

    private static Path file(String name, String text) throws Exception {
        return Files.writeString(directory.resolve(name), text + "\n");
    }
}
