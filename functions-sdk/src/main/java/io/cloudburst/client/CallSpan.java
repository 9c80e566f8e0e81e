package io.cloudburst.client;

import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.trace.TraceAttributes;
import io.cloudburst.protocol.trace.Tracing;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.CloudburstException;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import java.util.Map;

/** The span of a call as its caller sees it: from when it is made until its answer is here. */
final class CallSpan {
    /** Nobody wants to know. */
    private static final CallSpan NONE = new CallSpan(Context.root());

    private final Context context;

    private CallSpan(Context context) {
        this.context = context;
    }

    /**
     * Begins a span, and says in the call that what comes of it is a part of it.
     *
     * @param made where the call was made
     * @param headers what others say of where it was made; counts if {@code made} is no part of a trace
     */
    static CallSpan begin(Call.Builder call, Context made, Map<String, String> headers, CloudFuture<?> answer) {
        if (!Tracing.isOn()) {
            return NONE;
        }
        Context parent = Tracing.isTraced(made) ? made : Tracing.context(headers);
        String name = call.hasDag() ? call.getDag() : call.getFunction();
        Span span = Tracing.span("call " + name, SpanKind.CLIENT, parent)
                .setAttribute(TraceAttributes.FAAS_INVOKED_NAME, name)
                .setAttribute(TraceAttributes.FAAS_INVOKED_PROVIDER, "cloudburst")
                .setAttribute(TraceAttributes.FAAS_INVOCATION_ID, answer.callId())
                .startSpan();
        answer.whenComplete((result, failure) -> {
            if (failure != null) {
                Tracing.failed(
                        span,
                        failure instanceof CloudburstException known
                                ? known.code().name()
                                : failure.getClass().getName(),
                        String.valueOf(failure.getMessage()));
            }
            span.end();
        });
        Context context = parent.with(span);
        call.setTraceContext(Tracing.toProto(context));
        return new CallSpan(context);
    }

    /** Runs what sends it. */
    void send(Runnable send) {
        if (this == NONE) {
            send.run();
        } else {
            context.wrap(send).run();
        }
    }
}
