package io.cloudburst.stack;

import io.cloudburst.protocol.trace.PlannedSpan;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.trace.IdGenerator;

/** Gives spans the ids that were planned for them, and all others random ones. */
final class PlannedIds implements IdGenerator {
    private final IdGenerator random = IdGenerator.random();

    @Override
    public String generateSpanId() {
        return PlannedSpan.next().map(SpanContext::getSpanId).orElseGet(random::generateSpanId);
    }

    @Override
    public String generateTraceId() {
        return PlannedSpan.next().map(SpanContext::getTraceId).orElseGet(random::generateTraceId);
    }
}
