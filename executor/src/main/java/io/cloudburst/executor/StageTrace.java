package io.cloudburst.executor;

import io.cloudburst.protocol.TraceContext;

/**
 * Where a stage stands in a trace.
 *
 * @param run the span of its run; the default instance if that is not traced
 * @param attempt from 0
 */
public record StageTrace(TraceContext run, int attempt) {
    public static final StageTrace NONE = new StageTrace(TraceContext.getDefaultInstance(), 0);
}
