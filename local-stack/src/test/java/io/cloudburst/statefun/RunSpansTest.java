package io.cloudburst.statefun;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.Reply;
import io.cloudburst.protocol.Value;
import io.cloudburst.protocol.trace.PlannedSpan;
import io.cloudburst.protocol.trace.Tracing;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunSpansTest {
    private static final String CALLER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();

    private void setUp(Sampler sampler) {
        GlobalOpenTelemetry.resetForTest();
        PlannedSpan.support();
        GlobalOpenTelemetry.set(OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .setSampler(sampler)
                        .setIdGenerator(new IdGenerator() {
                            @Override
                            public String generateSpanId() {
                                return PlannedSpan.next()
                                        .map(SpanContext::getSpanId)
                                        .orElseGet(IdGenerator.random()::generateSpanId);
                            }

                            @Override
                            public String generateTraceId() {
                                return PlannedSpan.next()
                                        .map(SpanContext::getTraceId)
                                        .orElseGet(IdGenerator.random()::generateTraceId);
                            }
                        })
                        .addSpanProcessor(SimpleSpanProcessor.create(spans))
                        .build())
                .build());
    }

    @AfterEach
    void reset() {
        GlobalOpenTelemetry.resetForTest();
    }

    private static Call call(String parent) {
        return Call.newBuilder()
                .setId("call")
                .setFunction("f")
                .setTraceContext(Tracing.toProto(parent, null))
                .build();
    }

    private static Reply.Builder reply() {
        return Reply.newBuilder().setResult(Value.newBuilder().setInt32(1));
    }

    @Test
    void aRunThatIsTakenUpAgainGoesOnInItsSpan() {
        setUp(Sampler.alwaysOn());
        Received begun = RunSpans.begin(Received.of(call(CALLER)));
        assertThat(spans.getFinishedSpanItems()).isEmpty();

        // All that is left after a failure are the bytes.
        ByteString kept = begun.bytes();
        Received again = RunSpans.begin(Received.of(kept));
        assertThat(again.call()).isEqualTo(begun.call());
        RunSpans.end(again.call(), reply());

        String stagesParent = Span.fromContext(
                        Tracing.context(begun.call().getRunTrace().getContext()))
                .getSpanContext()
                .getSpanId();
        assertThat(spans.getFinishedSpanItems()).singleElement().satisfies(run -> {
            assertThat(run.getSpanId()).isEqualTo(stagesParent);
            assertThat(run.getParentSpanId()).isEqualTo("00f067aa0ba902b7");
            assertThat(run.getStartEpochNanos())
                    .isEqualTo(TimeUnit.MICROSECONDS.toNanos(
                            begun.call().getRunTrace().getBegan()));
        });
    }

    @Test
    void aRunThatNobodyTracesBeginsATrace() {
        setUp(Sampler.alwaysOn());
        Received begun = RunSpans.begin(Received.of(call(null)));
        RunSpans.end(begun.call(), reply());

        SpanContext given = Span.fromContext(
                        Tracing.context(begun.call().getRunTrace().getContext()))
                .getSpanContext();
        assertThat(spans.getFinishedSpanItems()).singleElement().satisfies(run -> {
            assertThat(run.getTraceId()).isEqualTo(given.getTraceId());
            assertThat(run.getSpanId()).isEqualTo(given.getSpanId());
        });
    }

    @Test
    void whatIsNotSampledMakesNoSpan() {
        setUp(Sampler.alwaysOff());
        RunSpans.end(RunSpans.begin(Received.of(call(null))).call(), reply());

        assertThat(spans.getFinishedSpanItems()).isEmpty();
    }

    @Test
    void withoutOpenTelemetryACallStaysAsItIs() {
        GlobalOpenTelemetry.resetForTest();
        Received came = Received.of(call(CALLER));

        assertThat(RunSpans.begin(came)).isSameAs(came);
    }
}
