package io.cloudburst.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.gateway.Gateway;
import io.cloudburst.gateway.GatewaySettings;
import io.cloudburst.protocol.trace.TraceAttributes;
import io.cloudburst.sdk.BatchOptions;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.RetryPolicy;
import io.cloudburst.stack.SharedGateway.Http;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A call is one trace from HTTP to the store, whatever it goes through. Set up as processes are, but for where spans go. */
class TracingIT {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLER = "00f067aa0ba902b7";

    private static final InMemorySpanExporter SPANS = InMemorySpanExporter.create();
    private static OpenTelemetrySdk sdk;
    private static Cloudburst cloudburst;

    @BeforeAll
    static void setUp() {
        cloudburst = SharedStack.client();
        // Other tests of this process may have asked for it before.
        GlobalOpenTelemetry.resetForTest();
        sdk = Telemetry.setUp(
                "test", builder -> builder.addPropertiesSupplier(() -> Map.of("otel.traces.exporter", "none"))
                        .addTracerProviderCustomizer(
                                (provider, config) -> provider.addSpanProcessor(SimpleSpanProcessor.create(SPANS))));
    }

    @AfterAll
    static void tearDown() {
        GlobalOpenTelemetry.resetForTest();
        sdk.close();
    }

    @Test
    void aCallOverHttpIsOneTraceDownToTheStore() {
        cloudburst.register("traced-write", TracedFunctions::write);
        cloudburst.register(
                "traced-retried",
                TracedFunctions::failAtFirst,
                FunctionOptions.NONE.withRetry(RetryPolicy.attempts(5)));
        cloudburst.registerDag(Dag.chain("traced-dag", "traced-write", "traced-retried"));

        try (Gateway gateway = Gateway.start(GatewaySettings.local(SharedStack.bootstrapServers(), 0))) {
            assertThat(Http.of(gateway.url())
                            .post(
                                    "/v1/dags/traced-dag/calls",
                                    "{\"args\": {\"traced-write\": [1]}}",
                                    "traceparent",
                                    "00-" + TRACE + "-" + CALLER + "-01")
                            .body()
                            .get("result")
                            .asInt())
                    .isEqualTo(2);
        }

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            List<SpanData> trace = trace(TRACE);
            SpanData http = one(trace, "POST /v1/dags/{name}/calls", SpanKind.SERVER);
            assertThat(http.getParentSpanId()).isEqualTo(CALLER);
            SpanData call = one(trace, "call traced-dag", SpanKind.CLIENT);
            assertThat(call.getParentSpanId()).isEqualTo(http.getSpanId());
            SpanData sent = one(trace, "send cloudburst.calls", SpanKind.PRODUCER);
            assertThat(sent.getParentSpanId()).isEqualTo(call.getSpanId());
            SpanData run = one(trace, "process cloudburst.calls", SpanKind.CONSUMER);
            assertThat(run.getParentSpanId()).isEqualTo(sent.getSpanId());
            assertThat(run.getAttributes().get(TraceAttributes.FAAS_INVOKED_NAME))
                    .isEqualTo("traced-dag");
            List<SpanData> written = children(trace, run, "traced-write");
            assertThat(written).hasSize(1);
            List<SpanData> attempts = children(trace, run, "traced-retried");
            assertThat(attempts).hasSizeGreaterThan(1);
            assertThat(attempts.get(0).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(attempts.get(0).getAttributes().get(TraceAttributes.ERROR_TYPE))
                    .isEqualTo("EXECUTION_ERROR");
            assertThat(attempts.get(1).getAttributes().get(TraceAttributes.ATTEMPT))
                    .isEqualTo(2);
            List<SpanData> reads = children(trace, written.get(0), "cloudburst.Store/Get");
            assertThat(reads).isNotEmpty();
            assertThat(children(trace, reads.get(0), "cloudburst.Store/Get"))
                    .singleElement()
                    .extracting(SpanData::getKind)
                    .isEqualTo(SpanKind.SERVER);
            List<SpanData> writes = children(trace, written.get(0), "send cloudburst.kvs");
            assertThat(writes).hasSize(1);
            assertThat(children(trace, writes.get(0), "process cloudburst.kvs")).hasSize(1);
            assertThat(run.getEndEpochNanos())
                    .isGreaterThanOrEqualTo(attempts.get(attempts.size() - 1).getEndEpochNanos());
        });
    }

    @Test
    void aBatchIsLinkedToTheCallsInIt() {
        var batched = cloudburst.registerBatched(
                "traced-batch", TracedFunctions::same, BatchOptions.upTo(2).withMaxWait(Duration.ofSeconds(10)));
        var first = batched.call(1);
        var second = batched.call(2);
        first.join();
        second.join();

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            List<SpanData> stages = named(SPANS.getFinishedSpanItems(), "traced-batch");
            assertThat(stages).hasSize(2);
            assertThat(named(SPANS.getFinishedSpanItems(), "batch of traced-batch"))
                    .singleElement()
                    .satisfies(batch -> assertThat(batch.getLinks())
                            .extracting(LinkData::getSpanContext)
                            .extracting(context -> context.getSpanId())
                            .containsExactlyInAnyOrderElementsOf(
                                    stages.stream().map(SpanData::getSpanId).toList()));
        });
    }

    private static List<SpanData> trace(String id) {
        return SPANS.getFinishedSpanItems().stream()
                .filter(span -> span.getTraceId().equals(id))
                .toList();
    }

    private static List<SpanData> named(List<SpanData> spans, String name) {
        return spans.stream().filter(span -> span.getName().equals(name)).toList();
    }

    private static List<SpanData> children(List<SpanData> spans, SpanData parent, String name) {
        return named(spans, name).stream()
                .filter(span -> span.getParentSpanId().equals(parent.getSpanId()))
                .toList();
    }

    private static SpanData one(List<SpanData> spans, String name, SpanKind kind) {
        List<SpanData> found = named(spans, name).stream()
                .filter(span -> span.getKind() == kind)
                .toList();
        assertThat(found).as(name).hasSize(1);
        return found.get(0);
    }
}
