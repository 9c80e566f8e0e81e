package io.cloudburst.protocol.trace;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;

/** A span for each RPC that is answered, as a part of the trace that its caller names. Streams that go on and on have none. */
public final class TracedServer implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        if (!Tracing.isOn() || !call.getMethodDescriptor().getType().clientSendsOneMessage()) {
            return next.startCall(call, headers);
        }
        Span span = RpcSpans.begin(call.getMethodDescriptor(), SpanKind.SERVER, RpcSpans.read(headers));
        ServerCall<Q, R> traced = new SimpleForwardingServerCall<>(call) {
            @Override
            public void close(Status status, Metadata trailers) {
                RpcSpans.end(span, status);
                super.close(status, trailers);
            }
        };
        return new SimpleForwardingServerCallListener<>(next.startCall(traced, headers)) {
            @Override
            public void onCancel() {
                RpcSpans.end(span, Status.CANCELLED);
                super.onCancel();
            }
        };
    }
}
