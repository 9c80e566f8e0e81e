package io.cloudburst.remote.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudburst.engine.Failure;
import io.cloudburst.executor.RemoteSettings;
import io.cloudburst.executor.StageCodec;
import io.cloudburst.executor.StageOutcome;
import io.cloudburst.protocol.Value;
import io.cloudburst.protocol.statefun.FromFunction;
import io.cloudburst.protocol.statefun.ToFunction;
import io.cloudburst.protocol.statefun.TypedValue;
import io.cloudburst.remote.client.RemoteClient;
import io.cloudburst.remote.client.TestRegistry;
import io.cloudburst.remote.wire.StageMessages;
import io.cloudburst.remote.worker.WorkerSettings.Security;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.store.Frontier;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.statefun.sdk.java.handler.RequestReplyHandler;
import org.apache.flink.statefun.sdk.java.slice.Slices;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real certificates, of a worker, of a job and of a stranger. */
class WorkerSecurityTest {
    private static final char[] PASSWORD = "password".toCharArray();
    private static final Value TRUE = Value.newBuilder().setBoolean(true).build();

    @TempDir
    static Path directory;

    private static Path token;
    private static Path otherToken;

    @BeforeAll
    static void makeCertificates() throws Exception {
        for (String name : List.of("worker", "job", "stranger")) {
            makeCertificate(name);
        }
        token = Files.writeString(directory.resolve("token"), "0123456789abcdef\n");
        otherToken = Files.writeString(directory.resolve("other-token"), "fedcba9876543210\n");
    }

    private static void makeCertificate(String name)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path store = directory.resolve(name + ".p12");
        Path log = directory.resolve(name + ".log");
        int exit = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "SAN=ip:127.0.0.1",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        assertThat(exit).as(Files.readString(log)).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        pem(certificate(name), "CERTIFICATE", keys.getCertificate(name).getEncoded());
        pem(key(name), "PRIVATE KEY", keys.getKey(name, PASSWORD).getEncoded());
    }

    private static void pem(Path file, String kind, byte[] content) throws IOException {
        Files.writeString(
                file,
                "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                        .formatted(kind, Base64.getMimeEncoder().encodeToString(content), kind));
    }

    private static Path certificate(String name) {
        return directory.resolve(name + ".crt");
    }

    private static Path key(String name) {
        return directory.resolve(name + ".key");
    }

    /** A worker whose every function gives true. */
    private static final RequestReplyHandler TRUE_FUNCTIONS = request -> {
        try {
            ToFunction parsed = ToFunction.parseFrom(request.toByteArray());
            StageOutcome done = new StageOutcome.Done(TRUE, Frontier.NONE, new StageOutcome.Times(1, 2, 3));
            byte[] answer = FromFunction.newBuilder()
                    .setInvocationResult(FromFunction.InvocationResponse.newBuilder()
                            .addOutgoingMessages(FromFunction.Invocation.newBuilder()
                                    .setTarget(parsed.getInvocation()
                                            .getInvocations(0)
                                            .getCaller())
                                    .setArgument(TypedValue.newBuilder()
                                            .setTypename(StageMessages.OUTCOME_TYPE)
                                            .setHasValue(true)
                                            .setValue(StageCodec.encode(done).toByteString()))))
                    .build()
                    .toByteArray();
            return CompletableFuture.completedFuture(Slices.wrap(answer));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    };

    private static StageOutcome outcome(Security worker, RemoteSettings job) throws Exception {
        TestRegistry registry = new TestRegistry();
        String scheme = worker.certificate().isPresent() ? "https" : "http";
        try (WorkerServer server = new WorkerServer(TRUE_FUNCTIONS, "127.0.0.1", 0, worker);
                RemoteClient client = new RemoteClient(
                        new RemoteSettings(
                                Map.of(),
                                job.trust(),
                                job.certificate(),
                                job.key(),
                                job.tokenFile(),
                                Duration.ofMillis(500)),
                        registry.registry,
                        registry::withdraw)) {
            registry.announce("worker", scheme + "://127.0.0.1:" + server.port(), "gpu");
            return client.run(TestRegistry.stage(
                            "true", FunctionOptions.NONE.inPool("gpu"), new Dag.Once(), Duration.ofSeconds(20)))
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private static void assertRuns(Security worker, RemoteSettings job) throws Exception {
        assertThat(outcome(worker, job))
                .isInstanceOfSatisfying(StageOutcome.Done.class, done -> assertThat(done.result())
                        .isEqualTo(TRUE));
    }

    private static void assertRefused(Security worker, RemoteSettings job, String why) throws Exception {
        assertThat(outcome(worker, job)).isInstanceOfSatisfying(StageOutcome.Failed.class, failed -> {
            Failure failure = failed.failure();
            assertThat(failure.code()).as(failure.message()).isEqualTo(ErrorCode.UNAVAILABLE);
            assertThat(failure.message()).contains("'true'", "'gpu'", why);
        });
    }

    private static Security security(boolean tls, boolean mutual, boolean asksForToken) {
        return new Security(
                tls ? Optional.of(certificate("worker")) : Optional.empty(),
                tls ? Optional.of(key("worker")) : Optional.empty(),
                mutual ? Optional.of(certificate("job")) : Optional.empty(),
                asksForToken ? Optional.of(token) : Optional.empty(),
                false);
    }

    private static RemoteSettings trusting(String name) {
        return RemoteSettings.NONE.withTrust(certificate(name).toString());
    }

    private static RemoteSettings showing(RemoteSettings settings, String name) {
        return settings.withCertificate(certificate(name).toString(), key(name).toString());
    }

    @Test
    void aJobWithTheTokenIsServedAndNoOther() throws Exception {
        Security worker = security(false, false, true);

        assertRuns(worker, RemoteSettings.NONE.withToken(token.toString()));
        assertRefused(worker, RemoteSettings.NONE.withToken(otherToken.toString()), "it answered 401");
        assertRefused(worker, RemoteSettings.NONE, "it answered 401");
    }

    @Test
    void aJobSendsNothingToAWorkerWhoseCertificateItDoesNotTrust() throws Exception {
        Security worker = security(true, false, true);

        assertRuns(worker, trusting("worker").withToken(token.toString()));
        assertRefused(worker, trusting("stranger").withToken(token.toString()), "no TLS with it");
        assertRefused(worker, RemoteSettings.NONE.withToken(token.toString()), "no TLS with it");
    }

    @Test
    void aJobThatAsksForCertificatesDoesNotSpeakToAWorkerWithoutTls() throws Exception {
        assertThat(outcome(security(false, false, false), trusting("worker")))
                .isInstanceOfSatisfying(
                        StageOutcome.Failed.class,
                        failed -> assertThat(failed.failure().code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }

    @Test
    void aWorkerThatAsksForCertificatesServesNoJobWithoutTheRightOne() throws Exception {
        Security worker = security(true, true, false);

        assertRuns(worker, showing(trusting("worker"), "job"));
        assertRefused(worker, showing(trusting("worker"), "stranger"), "no TLS with it");
        assertRefused(worker, trusting("worker"), "no TLS with it");
    }

    @Test
    void onOtherAddressesAWorkerMustAskWhoItServes() {
        WorkerSettings local = WorkerSettings.local("localhost:9092", 0, Set.of("gpu"), directory);

        assertThatThrownBy(() -> local.withHost("0.0.0.0", Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("give it a token or certificates of clients");
        assertThat(local.withSecurity(security(false, false, true))
                        .withHost("0.0.0.0", Optional.empty())
                        .host())
                .isEqualTo("0.0.0.0");
    }
}
