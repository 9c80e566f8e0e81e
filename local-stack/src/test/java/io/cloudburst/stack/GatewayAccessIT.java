package io.cloudburst.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.cloudburst.gateway.Gateway;
import io.cloudburst.gateway.GatewaySettings;
import io.cloudburst.gateway.access.AccessSettings;
import io.cloudburst.gateway.access.AccessSettings.Issuer;
import io.cloudburst.gateway.access.ApiKeys;
import io.cloudburst.gateway.http.HttpServers.Tls;
import io.cloudburst.gateway.http.Role;
import io.cloudburst.stack.SharedGateway.Answer;
import io.cloudburst.stack.SharedGateway.Http;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may do what at a gateway, and TLS. */
class GatewayAccessIT {
    private static final String DAG = "{\"nodes\": [{\"name\": \"nobody\"}]}";

    @TempDir
    private Path directory;

    private static GatewaySettings settings() {
        return GatewaySettings.local(SharedStack.bootstrapServers(), 0);
    }

    private static Answer get(Http http, String path, String... headers) {
        var request = http.to(path).GET();
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return http.send(request);
    }

    private static Answer putJar(Http http, String bearer) {
        return putJar(http, bearer, "x".repeat(100_000));
    }

    private static Answer putJar(Http http, String bearer, String body) {
        return http.send(Http.with(
                http.to("/v1/functions/access_jar"),
                "PUT",
                body,
                "application/java-archive",
                "Authorization",
                "Bearer " + bearer));
    }

    private static Answer putDag(Http http, String bearer) {
        return http.put("/v1/dags/access_dag?dryRun", DAG, "Authorization", "Bearer " + bearer);
    }

    @Test
    void whatOthersCanReachDoesNotStartWithoutKeys() {
        assertThatThrownBy(() -> Gateway.start(settings().withHost("0.0.0.0")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("gateway key");
    }

    @Test
    void aKeyMayWhatItsRoleMay() throws Exception {
        Path file = directory.resolve("keys");
        String caller = ApiKeys.add(file, "ann", Role.CALLER);
        String deployer = ApiKeys.add(file, "bob", Role.DEPLOYER);
        String admin = ApiKeys.add(file, "eve", Role.ADMIN);
        assertThat(Files.readString(file)).doesNotContain(caller).contains("ann caller ");
        try (Gateway gateway =
                Gateway.start(settings().withHost("0.0.0.0").withAccess(AccessSettings.withKeys(file)))) {
            Http http = Http.of("http://127.0.0.1:" + gateway.port());
            Answer anonymous = get(http, "/v1/functions");
            assertThat(anonymous.status()).isEqualTo(401);
            assertThat(anonymous.header("WWW-Authenticate")).isEqualTo("Bearer");
            assertThat(get(http, "/health/live").status()).isEqualTo(200);
            assertThat(get(http, "/v1/functions", "Authorization", "Bearer cbk_wrong")
                            .status())
                    .isEqualTo(401);
            assertThat(get(http, "/v1/functions", "Authorization", "Basic eDp4").status())
                    .isEqualTo(401);
            assertThat(get(http, "/v1/functions", "Authorization", "Bearer " + caller)
                            .status())
                    .isEqualTo(200);
            assertThat(get(http, "/v1/functions", "X-API-Key", caller).status()).isEqualTo(200);
            Answer forbidden = putDag(http, caller);
            assertThat(forbidden.status()).isEqualTo(403);
            assertThat(forbidden.body().get("detail").asText()).contains("ann").contains("deployer");
            // Without reading what it sends, if anything.
            assertThat(putJar(http, caller, "").status()).isEqualTo(403);
            assertThat(putJar(http, caller).status()).isEqualTo(403);
            assertThat(putJar(http, deployer).body().get("detail").asText()).contains("no jar");
            // As far as the DAG itself, which is no good.
            assertThat(putDag(http, deployer).status()).isEqualTo(422);
            assertThat(get(http, "/metrics", "X-API-Key", deployer).status()).isEqualTo(403);
            assertThat(get(http, "/metrics", "X-API-Key", admin).status()).isEqualTo(200);
        }
    }

    @Test
    void aTokenOfTheIssuerIsAsGood() throws Exception {
        RSAKey key = new RSAKeyGenerator(2048).keyID("one").generate();
        RSAKey other = new RSAKeyGenerator(2048).keyID("one").generate();
        AtomicInteger fetched = new AtomicInteger();
        HttpServer issuer = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        issuer.createContext("/jwks", exchange -> {
            fetched.incrementAndGet();
            byte[] keys = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        issuer.start();
        AccessSettings access = new AccessSettings(
                Optional.empty(),
                Optional.of(new Issuer(
                        "https://issuer",
                        "http://127.0.0.1:" + issuer.getAddress().getPort() + "/jwks",
                        "cloudburst",
                        "realm.roles")),
                false);
        try (Gateway gateway = Gateway.start(settings().withAccess(access))) {
            Http http = Http.of(gateway.url());
            Instant later = Instant.now().plusSeconds(600);
            String caller = token(key, "cloudburst", later, "caller");
            for (int i = 0; i < 3; i++) {
                assertThat(get(http, "/v1/functions", "Authorization", "Bearer " + caller)
                                .status())
                        .isEqualTo(200);
            }
            assertThat(fetched.get()).isEqualTo(1);
            assertThat(putDag(http, caller).status()).isEqualTo(403);
            assertThat(putJar(http, caller).status()).isEqualTo(403);
            assertThat(putJar(http, token(key, "cloudburst", later, "deployer"))
                            .body()
                            .get("detail")
                            .asText())
                    .contains("no jar");
            assertThat(putDag(http, token(key, "cloudburst", later, "deployer")).status())
                    .isEqualTo(422);
            List<String> wrong = List.of(
                    token(key, "another", later, "admin"),
                    token(key, "cloudburst", Instant.now().minusSeconds(600), "admin"),
                    token(other, "cloudburst", later, "admin"),
                    "no.token.atall",
                    "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.");
            for (String token : wrong) {
                assertThat(get(http, "/v1/functions", "Authorization", "Bearer " + token)
                                .status())
                        .as(token)
                        .isEqualTo(401);
            }
            assertThat(get(http, "/v1/functions", "Authorization", "Bearer " + token(key, "cloudburst", later, "guest"))
                            .status())
                    .isEqualTo(403);
        } finally {
            issuer.stop(0);
        }
    }

    private static String token(RSAKey key, String audience, Instant expiry, String role) throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
                new JWTClaimsSet.Builder()
                        .issuer("https://issuer")
                        .audience(audience)
                        .subject("carol")
                        .expirationTime(Date.from(expiry))
                        .claim("realm", Map.of("roles", List.of(role)))
                        .build());
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }

    @Test
    void withACertificateItSpeaksTls() throws Exception {
        Path store = directory.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "gateway",
                        "-keyalg",
                        "RSA",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "changeit")
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        Path certificate = pem("CERTIFICATE", keys.getCertificate("gateway").getEncoded());
        Path key = pem(
                "PRIVATE KEY", keys.getKey("gateway", "changeit".toCharArray()).getEncoded());
        try (Gateway gateway = Gateway.start(settings().withTls(new Tls(certificate, key)))) {
            assertThat(gateway.url()).startsWith("https://");
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("gateway", keys.getCertificate("gateway"));
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            Http http = new Http(HttpClient.newBuilder().sslContext(context).build(), gateway.url());
            assertThat(http.get("/health/live").status()).isEqualTo(200);
            assertThat(http.put("/v1/kvs/http/tls", "1").status()).isEqualTo(204);
        }
        assertThatThrownBy(() -> Gateway.start(settings().withTls(new Tls(directory.resolve("none"), key))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("none");
    }

    private Path pem(String what, byte[] der) throws Exception {
        return Files.writeString(
                directory.resolve(what.replace(' ', '-')),
                "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                        .formatted(
                                what,
                                Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der),
                                what));
    }
}
