package io.cloudburst.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.cloudburst.gateway.http.Response;
import io.cloudburst.gateway.http.Role;
import io.cloudburst.gateway.http.Route;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** What is asked of the gateway itself and the system behind it: {@code /health}, {@code /v1/status}, {@code /metrics} and {@code /openapi.json}. */
final class SystemRoutes {
    /** Prometheus waits ten seconds. */
    private static final long LONGEST_FOR_THE_STATUS_MILLIS = 3_000;

    private final Readiness readiness;
    private final SystemStatus status;
    private final GatewayMetrics metrics;
    private final Workers workers;
    private final Response openApi;

    SystemRoutes(Readiness readiness, SystemStatus status, GatewayMetrics metrics, Workers workers) {
        this.readiness = readiness;
        this.status = status;
        this.metrics = metrics;
        this.workers = workers;
        this.openApi = Response.json(200, OpenApi.read());
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET", "/health/live", "live", Role.ANYONE, request -> live()),
                Route.of("GET", "/health/ready", "ready", Role.ANYONE, request -> readiness.response()),
                Route.of("GET", "/v1/status", "getStatus", Role.CALLER, request -> status.now()
                        .thenApply(now -> Response.json(200, now.toJson()))),
                Route.of("GET", "/metrics", "metrics", Role.ADMIN, request -> scrape())
                        .producing(GatewayMetrics.MEDIA_TYPE),
                Route.of("GET", "/openapi.json", "openApi", Role.ANYONE, request -> done(openApi)));
    }

    /** Of parts that do not say in time how they are, what they said last. */
    private CompletionStage<Response> scrape() {
        return status.now()
                .handle((now, failure) -> "")
                .completeOnTimeout("", LONGEST_FOR_THE_STATUS_MILLIS, TimeUnit.MILLISECONDS)
                .thenCompose(asked -> workers.run(metrics::scrape));
    }

    private static CompletionStage<Response> live() {
        return done(Response.json(200, JsonNodeFactory.instance.objectNode().put("live", true)));
    }

    private static CompletionStage<Response> done(Response response) {
        return CompletableFuture.completedFuture(response);
    }
}
