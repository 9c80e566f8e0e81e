package io.cloudburst.examples.first;

import io.cloudburst.sdk.CloudFunction;
import io.cloudburst.sdk.FunctionContext;

/** What a new Cloudburst can be given to begin with: {@code cloudburst deploy} finds them by their annotations. */
final class FirstFunctions {
    private FirstFunctions() {}

    @CloudFunction("square")
    static int square(int x) {
        return x * x;
    }

    @CloudFunction("incr")
    static int incr(int x) {
        return x + 1;
    }

    /** A counter that all callers share. */
    @CloudFunction("visit")
    static long visit(FunctionContext context, String page) {
        context.counter("visits/" + page).add(1);
        return context.counter("visits/" + page).value();
    }

    /** Runs on a worker, and says on which: the number of its process. */
    @CloudFunction(value = "where", remote = true)
    static long where() {
        return ProcessHandle.current().pid();
    }
}
