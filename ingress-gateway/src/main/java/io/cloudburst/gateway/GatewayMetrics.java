package io.cloudburst.gateway;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.gateway.http.Observer;
import io.cloudburst.gateway.http.Response;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** How the gateway does, for Prometheus. */
final class GatewayMetrics implements Observer, AutoCloseable {
    static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<Labels, Timer> requests = new ConcurrentHashMap<>();

    private record Labels(String operation, int status) {}

    PrometheusMeterRegistry meters() {
        return meters;
    }

    /** Operations are those of the routes, statuses those that there are: both few. */
    @Override
    public void answered(String operation, int status, long nanos) {
        requests.computeIfAbsent(new Labels(operation.isEmpty() ? "none" : operation, status), this::timer)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(Labels labels) {
        return Timer.builder("http.server.requests")
                .description(
                        "Requests, from their headers to the end of their answers; 499: nobody was there to be answered")
                .tag("operation", labels.operation())
                .tag("status", Integer.toString(labels.status()))
                .register(meters);
    }

    void gauge(String name, String description, IntSupplier value) {
        Gauge.builder(name, value, IntSupplier::getAsInt)
                .description(description)
                .strongReference(true)
                .register(meters);
    }

    void register(MultiCollector collector) {
        meters.getPrometheusRegistry().register(collector);
    }

    void cache(Cloudburst cloudburst) {
        FunctionCounter.builder("cloudburst.cache.reads", cloudburst, client -> client.store()
                        .cacheStats()
                        .hits())
                .description("Reads of the store, from this gateway's cache or not")
                .tag("result", "hit")
                .register(meters);
        FunctionCounter.builder("cloudburst.cache.reads", cloudburst, client -> client.store()
                        .cacheStats()
                        .misses())
                .description("Reads of the store, from this gateway's cache or not")
                .tag("result", "miss")
                .register(meters);
    }

    Response scrape() {
        return Response.text(200, MEDIA_TYPE, meters.scrape());
    }

    @Override
    public void close() {
        meters.close();
    }
}
