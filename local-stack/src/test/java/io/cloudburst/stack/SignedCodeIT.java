package io.cloudburst.stack;

import static io.cloudburst.stack.SharedGateway.assertProblem;
import static io.cloudburst.stack.SharedStack.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.ConnectionSettings;
import io.cloudburst.gateway.Gateway;
import io.cloudburst.gateway.GatewaySettings;
import io.cloudburst.protocol.FunctionEntry;
import io.cloudburst.protocol.RegistryEntry;
import io.cloudburst.protocol.Topic;
import io.cloudburst.remote.worker.Worker;
import io.cloudburst.remote.worker.WorkerSettings;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.code.FunctionJar;
import io.cloudburst.sdk.kafka.KafkaSettings;
import io.cloudburst.sdk.registry.RegistryCodec;
import io.cloudburst.sdk.signing.SigningKey;
import io.cloudburst.sdk.signing.TrustedKeys;
import io.cloudburst.stack.SharedGateway.Answer;
import io.cloudburst.stack.SharedGateway.Http;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An executor that runs only what is signed: a worker of the pool {@code signed}, beside a job that runs everything. */
class SignedCodeIT {
    private static final FunctionOptions POOL = FunctionOptions.NONE.inPool("signed");
    private static final String INITIALISED = "signed.initialised";
    private static final String BANK = """
            import io.cloudburst.sdk.CloudFunction;
            public class Bank {
              static { System.setProperty("signed.initialised", "%1$s"); }
              @CloudFunction(value = "signed_%1$s_pay", pool = "signed") static long pay(long amount) { return amount; }
              @CloudFunction(value = "signed_%1$s_free", pool = "signed") static long free(long amount) { return 0; }
              static long test(long amount) { return -amount; }
            }
            """;

    @TempDir
    static Path directory;

    private static SigningKey key;
    private static SigningKey stranger;
    private static TrustedKeys trusted;
    private static Worker worker;

    private final Cloudburst cloudburst = SharedStack.client();

    @BeforeAll
    static void startWorker() throws IOException {
        key = newKey("deployer");
        stranger = newKey("stranger");
        trusted = TrustedKeys.read(directory.resolve("deployer.pub"));
        worker = Worker.start(
                WorkerSettings.local(SharedStack.bootstrapServers(), 0, Set.of("signed"), directory.resolve("worker"))
                        .trusting(trusted));
    }

    @AfterAll
    static void stopWorker() {
        worker.close();
    }

    private static SigningKey newKey(String name) throws IOException {
        SigningKey.create(directory.resolve(name), directory.resolve(name + ".pub"));
        return SigningKey.read(directory.resolve(name));
    }

    @Test
    void ofJarsOnlyThoseRunThatSomebodyTrustedHasSigned() throws IOException {
        System.clearProperty(INITIALISED);
        FunctionJar jar = bank("jar");

        cloudburst.deploy(jar, Optional.empty());
        refused("signed_jar_pay", "is not signed");
        cloudburst.deploy(jar, Optional.of(stranger.sign(jar)));
        refused("signed_jar_pay", "none of the 1 keys");
        cloudburst.deploy(jar, Optional.of(key.sign(bank("other"))));
        refused("signed_jar_pay", "other code");
        assertThat(System.getProperty(INITIALISED)).isNull();

        cloudburst.deploy(jar, Optional.of(key.sign(jar)));
        assertThat(cloudburst.function("signed_jar_pay").call(5).get()).isEqualTo(5L);
        assertThat(System.getProperty(INITIALISED)).isEqualTo("jar");
    }

    @Test
    void whatASignedJarDoesNotDeclareIsNoFunctionOfIt() throws Exception {
        FunctionJar jar = bank("forged");
        cloudburst.deploy(jar, Optional.of(key.sign(jar)));
        assertThat(cloudburst.function("signed_forged_pay").call(5).get()).isEqualTo(5L);

        forge("signed_forged_pay", entry -> entry.setName("signed_forged_made_up"));
        refused("signed_forged_made_up", "declares no such function");
        forge(
                "signed_forged_pay",
                entry -> entry.getBodyBuilder().getClassBodyBuilder().setMethod("test"));
        refused("signed_forged_pay", "declares no such function");
        cloudburst.deploy(jar, Optional.of(key.sign(jar)));
        forge(
                "signed_forged_free",
                entry -> entry.getBodyBuilder().getClassBodyBuilder().setMethod("pay"));
        refused("signed_forged_free", "declares no such function");
        forge("signed_forged_pay", entry -> entry.setParameterTypes(0, "java.io.File"));
        refused("signed_forged_pay", "declares no such function");
    }

    @Test
    void aClientWithAKeySignsWhatItRegisters() {
        try (Cloudburst signing = Cloudburst.connect(
                ConnectionSettings.of(SharedStack.bootstrapServers()).withSigningKey(key))) {
            int captured = 3;
            signing.register("signed_lambda", (FunctionContext context, Integer x) -> x * captured, POOL);
            assertThat(cloudburst.function("signed_lambda").call(5).get()).isEqualTo(15);
        }
        cloudburst.register("signed_lambda", (FunctionContext context, Integer x) -> x, POOL);
        refused("signed_lambda", "is not signed");
    }

    @Test
    void aGatewayTakesSignaturesAndOneWithKeysNothingElse() throws IOException {
        Path jar = jar("http");
        String signature = signature(key, jar);
        assertThat(put(SharedGateway.http(), jar, Map.of()).status()).isEqualTo(201);
        refused("signed_http_pay", "is not signed");
        Answer signed = put(SharedGateway.http(), jar, Map.of("Code-Signature", signature));
        assertThat(signed.body().get("signed").asBoolean()).isTrue();
        assertThat(cloudburst.function("signed_http_pay").call(5).get()).isEqualTo(5L);
        assertProblem(
                put(SharedGateway.http(), jar, Map.of("Code-Signature", "nonsense")), 400, "INVALID_ARGUMENT", "64");

        try (Gateway strict = Gateway.start(
                GatewaySettings.local(SharedStack.bootstrapServers(), 0).trusting(trusted))) {
            Http http = Http.of(strict.url());
            assertThat(put(http, jar, Map.of("Code-Signature", signature)).status())
                    .isEqualTo(200);
            long version = version(http);
            assertProblem(put(http, jar, Map.of()), 422, "UNTRUSTED_CODE", "is not signed");
            assertProblem(
                    put(http, jar, Map.of("Code-Signature", signature(stranger, jar))),
                    422,
                    "UNTRUSTED_CODE",
                    "none of the 1 keys");
            assertThat(version(http)).isEqualTo(version);
        }
    }

    private static long version(Http http) {
        return http.get("/v1/functions/signed_http_pay").body().get("version").asLong();
    }

    private static String signature(SigningKey by, Path jar) {
        return Base64.getEncoder()
                .encodeToString(by.sign(FunctionJar.read(jar)).bytes().toByteArray());
    }

    private static Answer put(Http http, Path jar, Map<String, String> headers) throws IOException {
        HttpRequest.Builder request = http.to("/v1/functions/signed_http_pay")
                .PUT(BodyPublishers.ofFile(jar))
                .header("Content-Type", "application/java-archive");
        headers.forEach(request::header);
        return http.send(request);
    }

    private void refused(String function, String why) {
        assertThat(failureOf(() -> cloudburst.function(function).call(5).get(), ErrorCode.UNTRUSTED_CODE))
                .hasMessageContainingAll("'" + function + "'", why);
    }

    /** As whoever may write the registry could. */
    private void forge(String function, Consumer<FunctionEntry.Builder> change) throws Exception {
        FunctionEntry.Builder entry =
                RegistryCodec.encode(cloudburst.registry().function(function).orElseThrow()).toBuilder();
        change.accept(entry);
        byte[] record = RegistryEntry.newBuilder().setFunction(entry).build().toByteArray();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                KafkaSettings.of(SharedStack.bootstrapServers()).producer("forger"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            byte[] recordKey = RegistryCodec.functionKey(entry.getName()).getBytes(StandardCharsets.UTF_8);
            long offset = producer.send(new ProducerRecord<>(Topic.REGISTRY.topicName(), recordKey, record))
                    .get()
                    .offset();
            cloudburst.registry().await(offset + 1).get();
        }
    }

    private static FunctionJar bank(String name) throws IOException {
        return FunctionJar.read(jar(name));
    }

    private static Path jar(String name) throws IOException {
        return CompiledJar.of(directory, name + ".jar", Map.of("Bank.java", BANK.formatted(name)));
    }
}
