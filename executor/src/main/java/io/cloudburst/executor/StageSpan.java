package io.cloudburst.executor;

import io.cloudburst.engine.Failure;
import io.cloudburst.protocol.trace.TraceAttributes;
import io.cloudburst.protocol.trace.Tracing;
import io.cloudburst.sdk.Dag;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import java.util.List;

/** The span of an attempt of a stage, from when it waits for a thread until it has ended; or of a batch, which has parts in many. */
final class StageSpan {
    static final StageSpan NONE = new StageSpan(Context.root());

    /** So many spans are linked to that of a batch. */
    private static final int MAX_LINKS = 100;

    private final Context context;

    private StageSpan(Context context) {
        this.context = context;
    }

    static StageSpan begin(StageTask task) {
        if (!Tracing.isOn()) {
            return NONE;
        }
        Context run = Tracing.context(task.trace().run());
        List<String> functions = task.chain().stream().map(Dag.Node::target).toList();
        return new StageSpan(run.with(Tracing.span(String.join(" → ", functions), SpanKind.INTERNAL, run)
                .setAttribute(TraceAttributes.FUNCTIONS, functions)
                .setAttribute(TraceAttributes.ATTEMPT, (long) task.trace().attempt() + 1)
                .setAttribute(TraceAttributes.FAAS_INVOCATION_ID, task.callId())
                .startSpan()));
    }

    /** Of a batch: within the first of its stages, and linked to all. */
    static StageSpan ofBatch(String function, List<RunningStage> stages) {
        if (!Tracing.isOn()) {
            return NONE;
        }
        Context first = stages.get(0).span().context;
        SpanBuilder builder = Tracing.span("batch of " + function, SpanKind.INTERNAL, first)
                .setAttribute(TraceAttributes.FUNCTIONS, List.of(function))
                .setAttribute(TraceAttributes.BATCH_SIZE, (long) stages.size());
        stages.stream()
                .limit(MAX_LINKS)
                .forEach(stage ->
                        builder.addLink(Span.fromContext(stage.span().context).getSpanContext()));
        return new StageSpan(first.with(builder.startSpan()));
    }

    /** A thread has it. */
    void started() {
        if (this != NONE) {
            span().addEvent("started");
        }
    }

    /** What reads and writes the store is a part of it. */
    void run(Runnable work) {
        if (this == NONE) {
            work.run();
        } else {
            context.wrap(work).run();
        }
    }

    void ended(StageOutcome outcome) {
        if (this == NONE) {
            return;
        }
        if (outcome instanceof StageOutcome.Failed failed) {
            fail(failed.failure());
        }
        span().end();
    }

    private void fail(Failure failure) {
        Tracing.failed(span(), failure.code().name(), failure.message());
        if (!failure.stackTrace().isEmpty()) {
            span().addEvent("exception", Attributes.of(TraceAttributes.EXCEPTION_STACK_TRACE, failure.stackTrace()));
        }
    }

    /** Of a batch, whose failures are those of its stages. */
    void ended() {
        if (this != NONE) {
            span().end();
        }
    }

    private Span span() {
        return Span.fromContext(context);
    }
}
