package io.cloudburst.stack;

import io.cloudburst.protocol.trace.PlannedSpan;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has this process export its spans by OTLP over HTTP, as the <a
 * href="https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/">standard variables</a> {@code OTEL_…} of the
 * environment say. Without an endpoint in them nothing is set up, and nothing is traced.
 */
public final class Telemetry implements AutoCloseable {
    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static final String TRACES_ENDPOINT = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";

    private static final Duration STOPPING = Duration.ofSeconds(10);
    private static final Duration FLUSHING = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(Telemetry.class);

    /** Null: nothing is exported. */
    private final OpenTelemetrySdk sdk;

    private Telemetry(OpenTelemetrySdk sdk) {
        this.sdk = sdk;
    }

    /**
     * To be called once a process, before anything else is started.
     *
     * @param service what this process is called, unless {@code OTEL_SERVICE_NAME} says so
     */
    public static Telemetry start(String service) {
        return start(service, System.getenv());
    }

    static Telemetry start(String service, Map<String, String> environment) {
        if (environment.getOrDefault(ENDPOINT, "").isEmpty()
                && environment.getOrDefault(TRACES_ENDPOINT, "").isEmpty()) {
            return new Telemetry(null);
        }
        return new Telemetry(setUp(service, builder -> builder));
    }

    /** As the environment says, and as whoever sets it up; for the whole process. */
    static OpenTelemetrySdk setUp(String service, UnaryOperator<AutoConfiguredOpenTelemetrySdkBuilder> more) {
        PlannedSpan.support();
        return more.apply(AutoConfiguredOpenTelemetrySdk.builder()
                        .addPropertiesSupplier(() -> Map.of(
                                "otel.service.name", service,
                                "otel.exporter.otlp.protocol", "http/protobuf",
                                "otel.metrics.exporter", "none",
                                "otel.logs.exporter", "none"))
                        .addTracerProviderCustomizer((provider, config) -> provider.setIdGenerator(new PlannedIds()))
                        .disableShutdownHook()
                        .setResultAsGlobal())
                .build()
                .getOpenTelemetrySdk();
    }

    /**
     * When the JVM is told to end, exports what there is.
     *
     * @param done what this process does is over; waited for, for some seconds
     */
    public void closeAtExit(CountDownLatch done) {
        if (sdk != null) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> closeAfter(done), "cloudburst-telemetry"));
        }
    }

    private void closeAfter(CountDownLatch done) {
        try {
            if (!done.await(STOPPING.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("spans of what still runs after {} s are not exported", STOPPING.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
    }

    /** Exports what there is, for some seconds at most. */
    @Override
    public void close() {
        if (sdk != null) {
            CompletableResultCode flushed = sdk.getSdkTracerProvider().forceFlush();
            flushed.join(FLUSHING.toMillis(), TimeUnit.MILLISECONDS);
            sdk.getSdkTracerProvider().shutdown().join(1, TimeUnit.SECONDS);
        }
    }
}
