package io.cloudburst.protocol.trace;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;

/** What both ends of an RPC say of it. */
final class RpcSpans {
    private static final Metadata.Key<String> PARENT =
            Metadata.Key.of(Tracing.PARENT, Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> STATE = Metadata.Key.of(Tracing.STATE, Metadata.ASCII_STRING_MARSHALLER);

    private RpcSpans() {}

    static Span begin(MethodDescriptor<?, ?> method, SpanKind kind, Context parent) {
        return Tracing.span(method.getFullMethodName(), kind, parent)
                .setAttribute(TraceAttributes.RPC_SYSTEM, "grpc")
                .setAttribute(TraceAttributes.RPC_SERVICE, method.getServiceName())
                .setAttribute(TraceAttributes.RPC_METHOD, method.getBareMethodName())
                .startSpan();
    }

    static void end(Span span, Status status) {
        span.setAttribute(TraceAttributes.RPC_STATUS, status.getCode().value());
        // A client that has enough of a scan cancels the rest of it.
        if (!status.isOk() && status.getCode() != Status.Code.CANCELLED) {
            Tracing.failed(span, status.getCode().name(), String.valueOf(status.getDescription()));
        }
        span.end();
    }

    static void write(Context context, Metadata headers) {
        Tracing.headers(context)
                .forEach((name, value) -> headers.put(name.equals(Tracing.PARENT) ? PARENT : STATE, value));
    }

    static Context read(Metadata headers) {
        return Tracing.context(Tracing.toProto(headers.get(PARENT), headers.get(STATE)));
    }
}
