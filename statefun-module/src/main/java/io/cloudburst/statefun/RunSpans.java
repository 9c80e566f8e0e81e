package io.cloudburst.statefun;

import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.Reply;
import io.cloudburst.protocol.RunTrace;
import io.cloudburst.protocol.Topic;
import io.cloudburst.protocol.trace.PlannedSpan;
import io.cloudburst.protocol.trace.TraceAttributes;
import io.cloudburst.protocol.trace.Tracing;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

/**
 * The spans of runs, from when a call begins to run until it is answered. Where a run stands in its trace is a part of its call, and so
 * of whatever is kept of it: a run that is taken up again after a failure, perhaps by another process, goes on in the span that it
 * began in. So the span is made when the run is over, with the ids and the beginning that it was given (see {@link PlannedSpan}).
 */
final class RunSpans {
    private RunSpans() {}

    /** The same, with its place in a trace; as it is if it has one, or nobody wants to know. */
    static Received begin(Received received) {
        Call call = received.call();
        if (!Tracing.isOn() || call.hasRunTrace()) {
            return received;
        }
        // Decides whether it is recorded, and under which ids.
        Span begun = span(call).startSpan();
        if (!PlannedSpan.isSupported()) {
            begun.end();
        }
        return Received.of(call.toBuilder()
                .setRunTrace(RunTrace.newBuilder()
                        .setContext(Tracing.toProto(Context.root().with(begun)))
                        .setBegan(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now())))
                .build());
    }

    /** A call is over, whether or not it has begun to run. */
    static void end(Call call, Reply.Builder reply) {
        if (!Tracing.isOn() || (call.hasRunTrace() && !PlannedSpan.isSupported())) {
            return;
        }
        SpanBuilder builder = span(call);
        if (!call.hasRunTrace()) {
            finish(builder.startSpan(), reply);
            return;
        }
        SpanContext ids = Span.fromContext(Tracing.context(call.getRunTrace().getContext()))
                .getSpanContext();
        if (ids.isSampled()) {
            builder.setStartTimestamp(call.getRunTrace().getBegan(), TimeUnit.MICROSECONDS);
            finish(PlannedSpan.with(ids, builder::startSpan), reply);
        }
    }

    private static SpanBuilder span(Call call) {
        return Tracing.processing(Topic.CALLS.topicName(), Tracing.context(call.getTraceContext()))
                .setAttribute(TraceAttributes.MESSAGING_KEY, call.getId())
                .setAttribute(TraceAttributes.FAAS_INVOCATION_ID, call.getId())
                .setAttribute(TraceAttributes.FAAS_TRIGGER, "pubsub")
                .setAttribute(TraceAttributes.FAAS_INVOKED_NAME, call.hasDag() ? call.getDag() : call.getFunction());
    }

    private static void finish(Span span, Reply.Builder reply) {
        if (reply.hasError()) {
            Tracing.failed(
                    span, reply.getError().getCode().name(), reply.getError().getMessage());
        }
        span.end();
    }
}
