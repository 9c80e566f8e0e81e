package io.cloudburst.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudburst.gateway.Gateway;
import io.cloudburst.gateway.GatewaySettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** One gateway before the shared stack, and HTTP as tests say it. */
final class SharedGateway {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static Gateway gateway;

    private SharedGateway() {}

    static synchronized Gateway get() {
        if (gateway == null) {
            gateway = Gateway.start(GatewaySettings.local(SharedStack.bootstrapServers(), 0));
            Runtime.getRuntime().addShutdownHook(new Thread(gateway::close));
        }
        return gateway;
    }

    /** An answer, read whole. */
    record Answer(int status, JsonNode body, HttpResponse<String> response) {
        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        String code() {
            return body.path("code").asText();
        }
    }

    static void assertProblem(Answer answer, int status, String code, String detail) {
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(status);
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.body().get("status").asInt()).isEqualTo(status);
        assertThat(answer.body().get("detail").asText()).isNotEmpty().contains(detail);
    }

    /** Asks one gateway. */
    record Http(HttpClient client, String url) {
        static Http of(String url) {
            return new Http(
                    HttpClient.newBuilder()
                            .version(HttpClient.Version.HTTP_1_1)
                            .connectTimeout(Duration.ofSeconds(10))
                            .build(),
                    url);
        }

        HttpRequest.Builder to(String path) {
            return HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(120));
        }

        Answer send(HttpRequest.Builder request) {
            try {
                return answer(client.send(request.build(), Http::body));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        /** A stream has no end to wait for: of that there is the head, and it is ended. */
        private static BodySubscriber<String> body(ResponseInfo head) {
            boolean stream = head.headers()
                    .firstValue("content-type")
                    .filter(type -> type.startsWith("text/event-stream"))
                    .isPresent();
            return stream ? new Cancelled() : BodySubscribers.ofString(StandardCharsets.UTF_8);
        }

        static Answer answer(HttpResponse<String> response) {
            try {
                boolean json = response.headers()
                        .firstValue("content-type")
                        .filter(type -> type.contains("json"))
                        .isPresent();
                return new Answer(response.statusCode(), JSON.readTree(json ? response.body() : "null"), response);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Answer get(String path) {
            return send(to(path).GET());
        }

        Answer delete(String path) {
            return send(to(path).DELETE());
        }

        Answer post(String path, String json, String... headers) {
            return send(with(to(path), "POST", json, "application/json", headers));
        }

        Answer put(String path, String json, String... headers) {
            return send(with(to(path), "PUT", json, "application/json", headers));
        }

        static HttpRequest.Builder with(
                HttpRequest.Builder request, String method, String body, String contentType, String... headers) {
            request.method(method, HttpRequest.BodyPublishers.ofString(body)).header("Content-Type", contentType);
            for (int i = 0; i < headers.length; i += 2) {
                request.header(headers[i], headers[i + 1]);
            }
            return request;
        }
    }

    /** Takes nothing. */
    private static final class Cancelled implements BodySubscriber<String> {
        @Override
        public CompletionStage<String> getBody() {
            return CompletableFuture.completedFuture("");
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.cancel();
        }

        @Override
        public void onNext(List<ByteBuffer> item) {
            // What was under way already.
        }

        @Override
        public void onError(Throwable failure) {
            // It has what it wanted.
        }

        @Override
        public void onComplete() {
            // It has what it wanted.
        }
    }

    static Http http() {
        return Http.of(get().url());
    }
}
