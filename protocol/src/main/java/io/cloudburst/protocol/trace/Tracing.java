package io.cloudburst.protocol.trace;

import io.cloudburst.protocol.TraceContext;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Spans, and contexts as they travel (<a href="https://www.w3.org/TR/trace-context/">W3C Trace Context</a>). Whether there are any
 * decides whoever runs the process, by setting up the global OpenTelemetry; where nobody has, nothing is made and nothing sent.
 *
 * <p>Safe for use by many threads.
 */
public final class Tracing {
    /** The header that says of what span something is a part. */
    public static final String PARENT = "traceparent";

    /** The header with what tracing systems say to each other. */
    public static final String STATE = "tracestate";

    private static final int LONGEST_PARENT = 256;
    private static final int LONGEST_STATE = 512;

    private static final TextMapPropagator W3C = W3CTraceContextPropagator.getInstance();

    private Tracing() {}

    /** Whether spans go anywhere. To be asked before anything is made for them. */
    public static boolean isOn() {
        return GlobalOpenTelemetry.isSet();
    }

    private static Tracer tracer() {
        return GlobalOpenTelemetry.getOrNoop().getTracer("io.cloudburst");
    }

    public static SpanBuilder span(String name, SpanKind kind, Context parent) {
        return tracer().spanBuilder(name).setSpanKind(kind).setParent(parent);
    }

    /** A message on its way to a topic. */
    public static Span sending(String topic, Context parent) {
        return span("send " + topic, SpanKind.PRODUCER, parent)
                .setAttribute(TraceAttributes.MESSAGING_SYSTEM, "kafka")
                .setAttribute(TraceAttributes.MESSAGING_OPERATION_NAME, "send")
                .setAttribute(TraceAttributes.MESSAGING_OPERATION_TYPE, "send")
                .setAttribute(TraceAttributes.MESSAGING_DESTINATION, topic)
                .startSpan();
    }

    /** A message that has come from a topic. */
    public static SpanBuilder processing(String topic, Context sender) {
        return span("process " + topic, SpanKind.CONSUMER, sender)
                .setAttribute(TraceAttributes.MESSAGING_SYSTEM, "kafka")
                .setAttribute(TraceAttributes.MESSAGING_OPERATION_NAME, "process")
                .setAttribute(TraceAttributes.MESSAGING_OPERATION_TYPE, "process")
                .setAttribute(TraceAttributes.MESSAGING_DESTINATION, topic);
    }

    /** Ends a span with what went wrong, if anything did. */
    public static void end(Span span, Throwable failure) {
        if (failure != null) {
            failed(span, failure.getClass().getName(), String.valueOf(failure.getMessage()));
        }
        span.end();
    }

    /** @param type of the error: one of few */
    public static void failed(Span span, String type, String message) {
        span.setStatus(StatusCode.ERROR, message).setAttribute(TraceAttributes.ERROR_TYPE, type);
    }

    public static boolean isTraced(Context context) {
        return Span.fromContext(context).getSpanContext().isValid();
    }

    /** As headers have it; empty where there is no trace. */
    public static Map<String, String> headers(Context context) {
        if (!isTraced(context)) {
            return Map.of();
        }
        Map<String, String> headers = new HashMap<>();
        W3C.inject(context, headers, Map::put);
        return headers;
    }

    /** The default instance where there is no trace. */
    public static TraceContext toProto(Context context) {
        return toProto(headers(context));
    }

    /** What headers say; the default instance where they say nothing, or more than anybody should. */
    public static TraceContext toProto(Map<String, String> headers) {
        return toProto(headers.get(PARENT), headers.get(STATE));
    }

    /** Either may be null. */
    public static TraceContext toProto(String parent, String state) {
        if (parent == null || parent.length() > LONGEST_PARENT) {
            return TraceContext.getDefaultInstance();
        }
        TraceContext.Builder context = TraceContext.newBuilder().setParent(parent);
        if (state != null && state.length() <= LONGEST_STATE) {
            context.setState(state);
        }
        return context.build();
    }

    /** Of another process; without a trace where it has none, or none that can be read. */
    public static Context context(TraceContext context) {
        return context.getParent().isEmpty()
                ? Context.root()
                : W3C.extract(Context.root(), context, ProtoGetter.INSTANCE);
    }

    public static Context context(Map<String, String> headers) {
        return context(toProto(headers));
    }

    private enum ProtoGetter implements TextMapGetter<TraceContext> {
        INSTANCE;

        @Override
        public Iterable<String> keys(TraceContext context) {
            return List.of(PARENT, STATE);
        }

        @Override
        public String get(TraceContext context, String key) {
            return switch (key) {
                case PARENT -> context.getParent();
                case STATE -> context.getState();
                default -> null;
            };
        }
    }
}
