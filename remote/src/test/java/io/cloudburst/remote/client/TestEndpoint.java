package io.cloudburst.remote.client;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpServer;
import io.cloudburst.protocol.statefun.FromFunction;
import io.cloudburst.protocol.statefun.ToFunction;
import io.cloudburst.protocol.statefun.TypedValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Serves functions, well or badly. */
final class TestEndpoint implements AutoCloseable {
    /** What it answers. */
    record Answer(int status, byte[] body) {
        static Answer ok(byte[] body) {
            return new Answer(200, body);
        }

        static Answer of(int status, String body) {
            return new Answer(status, body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final List<ToFunction> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger healthAsked = new AtomicInteger();
    private final List<String> paths = new CopyOnWriteArrayList<>();

    /** @param answers null to break the connection */
    TestEndpoint(Function<ToFunction, Answer> answers) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                ToFunction request =
                        ToFunction.parseFrom(exchange.getRequestBody().readAllBytes());
                requests.add(request);
                paths.add(exchange.getRequestURI().getPath());
                Answer answer = answers.apply(request);
                if (answer != null) {
                    exchange.sendResponseHeaders(
                            answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
                    exchange.getResponseBody().write(answer.body());
                }
            }
        });
        server.createContext("/health", exchange -> {
            try (exchange) {
                healthAsked.incrementAndGet();
                exchange.sendResponseHeaders(200, -1);
            }
        });
        server.start();
    }

    /** How often. */
    int healthAsked() {
        return healthAsked.get();
    }

    /** That sends these to the callers of the calls, in their order. */
    static Function<ToFunction, Answer> giving(TypedValue... results) {
        return request -> {
            FromFunction.InvocationResponse.Builder response = FromFunction.InvocationResponse.newBuilder();
            for (int i = 0; i < results.length; i++) {
                response.addOutgoingMessages(FromFunction.Invocation.newBuilder()
                        .setTarget(request.getInvocation().getInvocations(i).getCaller())
                        .setArgument(results[i]));
            }
            return Answer.ok(FromFunction.newBuilder()
                    .setInvocationResult(response)
                    .build()
                    .toByteArray());
        };
    }

    static TypedValue typed(String type, String text) {
        return StateFunMessages.typed(type, ByteString.copyFromUtf8(text));
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<ToFunction> requests() {
        return requests;
    }

    List<String> paths() {
        return paths;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
