package io.cloudburst.stack;

import static io.cloudburst.stack.SharedGateway.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudburst.sdk.code.FunctionJar;
import io.cloudburst.stack.SharedGateway.Answer;
import io.cloudburst.stack.SharedGateway.Http;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jars with functions, over HTTP. */
class GatewayDeployIT {
    private static final String JAR = "application/java-archive";
    private static final String SHOP = """
            import io.cloudburst.sdk.CloudFunction;
            public class Shop {
              static { System.setProperty("gateway.deploy.initialised", "yes"); }
              @CloudFunction("put_%1$s_price") static long price(long amount) { return amount * %2$d; }
              @CloudFunction("put_%1$s_name") static String name() { return "shop"; }
            }
            """;

    private final Http http = SharedGateway.http();

    @TempDir
    private Path directory;

    @Test
    void puttingAJarRegistersTheOneFunctionOfThatName() throws Exception {
        Answer created = upload("PUT", "/v1/functions/put_one_price", shop("one", 2));
        assertThat(created.status()).as(created.body().toString()).isEqualTo(201);
        assertThat(created.header("Location")).isEqualTo("/v1/functions/put_one_price");
        assertThat(created.body())
                .isEqualTo(http.get("/v1/functions/put_one_price").body());
        assertThat(price("one", 21)).isEqualTo(42);
        assertThat(http.get("/v1/functions/put_one_name").status()).isEqualTo(404);

        Answer replaced = upload("PUT", "/v1/functions/put_one_price", shop("one", 3));
        assertThat(replaced.status()).isEqualTo(200);
        assertThat(replaced.body().get("version").asLong())
                .isGreaterThan(created.body().get("version").asLong());
        assertThat(price("one", 21)).isEqualTo(63);
        assertNothingIsLeft();
    }

    @Test
    void postingAJarRegistersAllOfItsFunctionsUnlessItIsOnlyLookedAt() throws Exception {
        System.clearProperty("gateway.deploy.initialised");
        Path jar = shop("all", 2);
        Answer looked = upload("POST", "/v1/functions?dryRun", jar);
        assertThat(looked.body().get("functions").findValuesAsText("name"))
                .containsExactly("put_all_name", "put_all_price");
        assertThat(looked.body().findValuesAsText("from")).contains("Shop.price");
        assertThat(http.get("/v1/functions/put_all_price").status()).isEqualTo(404);

        Answer deployed = upload("POST", "/v1/functions", jar);
        assertThat(deployed.status()).as(deployed.body().toString()).isEqualTo(200);
        assertThat(System.getProperty("gateway.deploy.initialised")).isNull();
        for (JsonNode function : deployed.body().get("functions")) {
            assertThat(http.get("/v1/functions/" + function.get("name").asText())
                            .body())
                    .isEqualTo(function);
        }
        assertThat(price("all", 5)).isEqualTo(10);
    }

    @Test
    void whatCannotBeDeployedIsAProblemThatSaysWhy() throws Exception {
        String put = "/v1/functions/put_bad";
        assertProblem(
                send("PUT", put, JAR, BodyPublishers.ofString("no jar")), 400, "INVALID_ARGUMENT", "no jar that can");
        assertProblem(
                upload("PUT", put, CompiledJar.of(directory, "plain.jar", Map.of("Plain.java", "class Plain {}"))),
                400,
                "INVALID_ARGUMENT",
                "@CloudFunction");
        Answer others = upload("PUT", put, shop("bad", 1));
        assertProblem(others, 400, "INVALID_ARGUMENT", "@CloudFunction(\"put_bad\")");
        assertThat(others.body().get("detail").asText())
                .contains("put_bad_price")
                .doesNotContain("/");
        assertProblem(
                upload("POST", "/v1/functions", CompiledJar.of(directory, "lacks.jar", Map.of("Lacks.java", """
                        public class Lacks {
                          @io.cloudburst.sdk.CloudFunction("put_bad") static int f(org.apache.kafka.common.Uuid x) { return 1; }
                        }
                        """))),
                400,
                "INVALID_ARGUMENT",
                "org/apache/kafka/common/Uuid");
        assertProblem(
                send("PUT", put, JAR, BodyPublishers.ofByteArray(zip("A.class", new byte[] {1, 2, 3}))),
                400,
                "INVALID_ARGUMENT",
                "A.class is no class file");
        // Compressed, it is a thousandth of that.
        assertProblem(
                send("PUT", put, JAR, BodyPublishers.ofByteArray(zip("A.class", new byte[17 << 20]))),
                400,
                "INVALID_ARGUMENT",
                "A.class has more than 16777216 bytes");
        assertProblem(send("PUT", put, JAR, BodyPublishers.noBody()), 400, "INVALID_ARGUMENT", "body is missing");
        assertProblem(
                send("PUT", put, "application/json", BodyPublishers.ofString("{}")),
                415,
                "UNSUPPORTED_MEDIA_TYPE",
                JAR);
        assertProblem(upload("PUT", "/v1/functions/a%20b", shop("bad", 1)), 400, "INVALID_ARGUMENT", "a b");
        assertThat(http.get(put).status()).isEqualTo(404);
        assertNothingIsLeft();
    }

    @Test
    void aJarThatIsTooLargeIsRefusedWhetherItsLengthIsSaidOrNot() {
        byte[] tooLarge = new byte[FunctionJar.MAX_BYTES + 1];
        for (BodyPublisher body : List.of(
                BodyPublishers.ofByteArray(tooLarge),
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(tooLarge)))) {
            assertProblem(send("PUT", "/v1/functions/put_large", JAR, body), 413, "PAYLOAD_TOO_LARGE", "67108864");
        }
        assertNothingIsLeft();
    }

    @Test
    void anUploadThatBreaksOffLeavesNothingAndKeepsNoPlace() throws Exception {
        URI url = URI.create(SharedGateway.get().url());
        // Three times as many as there may be at once.
        for (int i = 0; i < 12; i++) {
            try (Socket socket = new Socket(url.getHost(), url.getPort())) {
                socket.getOutputStream()
                        .write(("PUT /v1/functions/put_broken HTTP/1.1\r\nHost: x\r\nContent-Type: " + JAR
                                        + "\r\nContent-Length: 1000000\r\n\r\n" + "x".repeat(10_000))
                                .getBytes(StandardCharsets.US_ASCII));
                await().until(() -> !uploads().isEmpty());
            }
            assertNothingIsLeft();
        }
    }

    private long price(String shop, long amount) {
        return http.post("/v1/functions/put_" + shop + "_price/calls", "{\"args\": [" + amount + "]}")
                .body()
                .get("result")
                .asLong();
    }

    private Path shop(String name, int factor) throws IOException {
        return CompiledJar.of(directory, "shop.jar", Map.of("Shop.java", SHOP.formatted(name, factor)));
    }

    private static byte[] zip(String name, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(content);
        }
        return bytes.toByteArray();
    }

    private Answer upload(String method, String path, Path jar) throws IOException {
        return send(method, path, JAR, BodyPublishers.ofFile(jar));
    }

    private Answer send(String method, String path, String type, BodyPublisher body) {
        HttpRequest.Builder request = http.to(path).method(method, body).header("Content-Type", type);
        return http.send(request);
    }

    private void assertNothingIsLeft() {
        await().untilAsserted(() -> assertThat(uploads()).isEmpty());
        // But this one. Whoever does not stop sending what is too large has ten seconds.
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(http.get("/metrics").response().body()).contains("http_server_requests_open 1.0"));
    }

    /** Of every gateway of this process. */
    private static List<Path> uploads() {
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return all.filter(path -> path.getFileName().toString().startsWith("cloudburst-uploads-"))
                    .flatMap(GatewayDeployIT::files)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> files(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList().stream();
        } catch (IOException e) {
            // Of a gateway that has ended meanwhile.
            return Stream.empty();
        }
    }
}
