package io.cloudburst.protocol.trace;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;

/** A span for each RPC that is sent, whose place in the trace goes with its metadata. Streams that go on and on have none. */
public final class TracedClient implements ClientInterceptor {
    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
        ClientCall<Q, R> call = next.newCall(method, options);
        if (!Tracing.isOn() || !method.getType().clientSendsOneMessage()) {
            return call;
        }
        Context parent = Context.current();
        return new SimpleForwardingClientCall<>(call) {
            @Override
            public void start(Listener<R> listener, Metadata headers) {
                Span span = RpcSpans.begin(method, SpanKind.CLIENT, parent);
                span.setAttribute(TraceAttributes.SERVER_ADDRESS, next.authority());
                RpcSpans.write(parent.with(span), headers);
                super.start(
                        new SimpleForwardingClientCallListener<>(listener) {
                            @Override
                            public void onClose(Status status, Metadata trailers) {
                                RpcSpans.end(span, status);
                                super.onClose(status, trailers);
                            }
                        },
                        headers);
            }
        };
    }
}
