package io.cloudburst.gateway.http;

import io.cloudburst.protocol.trace.Tracing;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Supplier;

/** The span of a request from when its headers are here until its answer is gone, in the trace that its headers name. */
final class HttpSpan {
    static final HttpSpan NONE = new HttpSpan(Context.root());

    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
    private static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
    private static final AttributeKey<String> SCHEME = AttributeKey.stringKey("url.scheme");
    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    /** What asks how this gateway does is no part of what it does. */
    private static final String TRACED = "/v1/";

    private final Context context;

    private HttpSpan(Context context) {
        this.context = context;
    }

    static HttpSpan begin(HttpServerRequest request, Route route) {
        String path = route.path().toString();
        if (!Tracing.isOn() || !path.startsWith(TRACED)) {
            return NONE;
        }
        Context caller =
                Tracing.context(Tracing.toProto(request.getHeader(Tracing.PARENT), request.getHeader(Tracing.STATE)));
        return new HttpSpan(caller.with(Tracing.span(route.method() + " " + path, SpanKind.SERVER, caller)
                .setAttribute(METHOD, route.method())
                .setAttribute(ROUTE, path)
                .setAttribute(PATH, request.path())
                .setAttribute(SCHEME, request.scheme())
                .startSpan()));
    }

    /** What comes of it is a part of the span. */
    <T> T within(Supplier<T> work) {
        return this == NONE ? work.get() : context.wrapSupplier(work).get();
    }

    void end(int status) {
        if (this == NONE) {
            return;
        }
        Span span = Span.fromContext(context);
        span.setAttribute(STATUS, (long) status);
        if (status >= 500) {
            Tracing.failed(span, Integer.toString(status), "");
        }
        span.end();
    }
}
