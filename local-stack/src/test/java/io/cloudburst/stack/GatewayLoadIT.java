package io.cloudburst.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.gateway.CallLimits;
import io.cloudburst.gateway.Gateway;
import io.cloudburst.gateway.GatewaySettings;
import io.cloudburst.gateway.http.HttpLimits;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.stack.SharedGateway.Answer;
import io.cloudburst.stack.SharedGateway.Http;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many callers, rude callers, and a gateway that dies. */
class GatewayLoadIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Cloudburst cloudburst = SharedStack.client();

    @BeforeAll
    static void register() {
        Cloudburst cloudburst = SharedStack.client();
        cloudburst.register("load_echo", (FunctionContext context, Integer x) -> x);
        cloudburst.register("load_count", (FunctionContext context, String counter, Integer x) -> {
            context.counter(counter).add(1);
            return x;
        });
    }

    @Test
    void aThousandCallsWaitOnFewThreadsAndAreToldWhereToAskWhenTheirGatewayStops() {
        Gateway gateway = gateway(HttpLimits.DEFAULT, CallLimits.DEFAULT);
        Http http = Http.of(gateway.url());
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            answers.add(http.client()
                    .sendAsync(
                            Http.with(
                                            http.to("/v1/functions/load_echo/calls?wait=120"),
                                            "POST",
                                            "{\"args\": [" + i + "], \"delayMs\": 120000}",
                                            "application/json")
                                    .build(),
                            BodyHandlers.ofString())
                    .thenApply(Http::answer));
        }
        await().atMost(LONG).until(() -> metric(http, "cloudburst_calls_in_flight") >= 1_000);
        long threads = Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("vert.x") || name.startsWith("gateway-"))
                .count();
        // Of this gateway, and of the one that other tests share.
        assertThat(threads).isLessThan(40);
        gateway.close();
        for (CompletableFuture<Answer> answer : answers) {
            assertThat(answer.join().status())
                    .as(answer.join().body().toString())
                    .isEqualTo(202);
            assertThat(answer.join().header("Location")).startsWith("/v1/calls/");
        }
    }

    private static double metric(Http http, String name) {
        return http.get("/metrics")
                .response()
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    @Test
    void noCallIsLostWhenAGatewayIsKilledAndItsCallersAskAgain(@TempDir Path directory) throws Exception {
        int port = freePort();
        String address = port + "@" + SharedStack.bootstrapServers();
        String counter = "load/kill/" + UUID.randomUUID();
        AtomicInteger answered = new AtomicInteger();
        int calls = 300;
        ExecutorService callers = Executors.newFixedThreadPool(16);
        ChildJvm first = ChildJvm.startAndAwait(
                StackProcess.READY, StackProcess.class, "GATEWAY", directory.toString(), address);
        ChildJvm second = first;
        try {
            List<Future<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                int call = i;
                answers.add(callers.submit(() -> {
                    Answer answer = untilAnswered(Http.of("http://127.0.0.1:" + port), counter, call);
                    answered.incrementAndGet();
                    return answer;
                }));
            }
            await().atMost(LONG).until(() -> answered.get() > calls / 4);
            first.kill();
            assertThat(answered.get()).as("all were answered before the kill").isLessThan(calls);
            second = ChildJvm.startAndAwait(
                    StackProcess.READY, StackProcess.class, "GATEWAY", directory.toString(), address);
            for (int i = 0; i < calls; i++) {
                assertThat(answers.get(i)
                                .get(90, TimeUnit.SECONDS)
                                .body()
                                .get("result")
                                .asInt())
                        .isEqualTo(i);
            }
        } finally {
            second.close();
            callers.shutdownNow();
        }
        assertThat(cloudburst.counter(counter).value()).isEqualTo(calls);
    }

    /** As a caller does that wants an answer: the same call with the same key, until there is one. */
    private static Answer untilAnswered(Http http, String counter, int call) {
        Answer[] answer = new Answer[1];
        await().atMost(Duration.ofSeconds(80))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    try {
                        answer[0] = http.post(
                                "/v1/functions/load_count/calls",
                                "{\"args\": [\"" + counter + "\", " + call + "]}",
                                "Idempotency-Key",
                                counter + call);
                        return answer[0].status() == 200;
                    } catch (UncheckedIOException e) {
                        return false;
                    }
                });
        return answer[0];
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static Gateway gateway(HttpLimits http, CallLimits calls) {
        return Gateway.start(
                GatewaySettings.local(SharedStack.bootstrapServers(), 0).withLimits(http, calls));
    }

    @Test
    void whoHasTooManyCallsInFlightIsToldToComeBack() {
        CallLimits limits = new CallLimits(10, 3, Duration.ofSeconds(30), Duration.ofMinutes(1));
        try (Gateway gateway = gateway(HttpLimits.DEFAULT, limits)) {
            Http http = Http.of(gateway.url());
            String later = "{\"args\": [1], \"delayMs\": 4000}";
            List<Answer> accepted = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                accepted.add(http.post("/v1/functions/load_echo/calls?wait=0", later));
            }
            Answer refused = http.post("/v1/functions/load_echo/calls?wait=0", later);
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.header("Retry-After")).isNotEmpty();
            assertThat(refused.body().get("detail").asText()).contains("3 calls of '127.0.0.1'");
            accepted.forEach(call -> assertThat(
                            http.get(call.header("Location") + "?wait=30").status())
                    .isEqualTo(200));
            assertThat(http.post("/v1/functions/load_echo/calls", "{\"args\": [1]}")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void whoWaitsWhenAGatewayIsStoppedIsToldWhereToAsk() throws Exception {
        Gateway gateway = gateway(HttpLimits.DEFAULT, CallLimits.DEFAULT);
        Http http = Http.of(gateway.url());
        CompletableFuture<Answer> waiting = http.client()
                .sendAsync(
                        Http.with(
                                        http.to("/v1/functions/load_echo/calls"),
                                        "POST",
                                        "{\"args\": [1], \"delayMs\": 5000}",
                                        "application/json")
                                .build(),
                        BodyHandlers.ofString())
                .thenApply(Http::answer);
        await().atMost(LONG).until(() -> metric(http, "cloudburst_calls_in_flight") >= 1);
        gateway.close();
        Answer told = waiting.get(30, TimeUnit.SECONDS);
        assertThat(told.status()).isEqualTo(202);
        assertThat(SharedGateway.http()
                        .get(told.header("Location") + "?wait=30")
                        .body()
                        .get("result")
                        .asInt())
                .isEqualTo(1);
    }

    private static Socket connect(Gateway gateway) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress("127.0.0.1", gateway.port()));
        socket.setSoTimeout(60_000);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void oneAddressHasNoMoreConnectionsThanItMay() throws IOException {
        try (Gateway gateway = gateway(HttpLimits.DEFAULT.withConnections(100, 4), CallLimits.DEFAULT)) {
            List<Socket> sockets = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                sockets.add(connect(gateway));
                write(sockets.get(i), "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
                assertThat(sockets.get(i).getInputStream().read()).isEqualTo('H');
            }
            try (Socket tooMany = connect(gateway)) {
                assertThat(ended(tooMany)).isTrue();
            }
            sockets.get(0).close();
            await().atMost(LONG).until(() -> {
                try (Socket another = connect(gateway)) {
                    write(another, "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
                    return another.getInputStream().read() == 'H';
                } catch (IOException e) {
                    return false;
                }
            });
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    /** Whether the other end hangs up without a word. */
    private static boolean ended(Socket socket) {
        try {
            return socket.getInputStream().read() == -1;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void whoIsTooSlowIsNotWaitedFor() throws IOException {
        HttpLimits limits =
                HttpLimits.DEFAULT.withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3));
        try (Gateway gateway = gateway(limits, CallLimits.DEFAULT)) {
            try (Socket body = connect(gateway);
                    Socket header = connect(gateway);
                    Socket nothing = connect(gateway)) {
                write(
                        body,
                        "POST /v1/functions/load_echo/calls HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{");
                write(header, "GET /health/live HTTP/1.1\r\nHos");
                String answer = new String(body.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(answer).startsWith("HTTP/1.1 408").contains("REQUEST_TIMEOUT");
                assertThat(ended(header)).isTrue();
                assertThat(ended(nothing)).isTrue();
            }
            // Waiting for an answer is not being idle.
            Http http = Http.of(gateway.url());
            assertThat(http.post("/v1/functions/load_echo/calls", "{\"args\": [1], \"delayMs\": 5000}")
                            .status())
                    .isEqualTo(200);
            slowReader(gateway, http);
        }
    }

    private static void slowReader(Gateway gateway, Http http) throws IOException {
        String path = "/v1/kvs/load/large/" + UUID.randomUUID();
        http.put(path, "\"" + "x".repeat(1_000_000) + "\"");
        int wanted = 40;
        try (Socket reader = connect(gateway)) {
            for (int i = 0; i < wanted; i++) {
                write(reader, "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
            }
            await().atMost(LONG).untilAsserted(() -> assertThat(metric(http, "http_server_connections"))
                    .isEqualTo(1));
            long came = 0;
            InputStream in = reader.getInputStream();
            byte[] buffer = new byte[1 << 16];
            try {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    came += n;
                }
            } catch (IOException e) {
                // Reset: just as over.
            }
            assertThat(came).isLessThan(wanted * 1_000_000L);
        }
    }
}
