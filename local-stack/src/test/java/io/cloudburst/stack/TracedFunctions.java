package io.cloudburst.stack;

import io.cloudburst.sdk.FunctionContext;

/** What {@link TracingIT} calls; apart from it, because its fields are of classes that do not travel. */
final class TracedFunctions {
    private TracedFunctions() {}

    static Integer write(FunctionContext context, Integer x) {
        context.get("traced-key", Integer.class);
        context.put("traced-key", x);
        return x;
    }

    static Integer failAtFirst(FunctionContext context, Integer x) {
        if (context.counter("traced-attempts").value() == 0) {
            context.counter("traced-attempts").add(1);
            throw new IllegalStateException("at first");
        }
        return x + 1;
    }

    static Integer[] same(FunctionContext context, Integer[] xs) {
        return xs;
    }
}
