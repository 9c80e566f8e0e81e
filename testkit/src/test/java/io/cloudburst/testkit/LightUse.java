package io.cloudburst.testkit;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.FunctionContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** What {@link LightClassPathTest} does on a class path of its own. */
public final class LightUse implements Callable<String> {
    /** What a chain gives in memory, and what is said when a stack is asked for. */
    @Override
    public String call() {
        CloudburstExtension memory = CloudburstExtension.inMemory();
        memory.beforeEach(null);
        Object result;
        try {
            Cloudburst cloudburst = memory.client();
            cloudburst.register("incr", (FunctionContext context, Integer x) -> x + 1);
            cloudburst.register("square", (FunctionContext context, Integer x) -> x * x);
            cloudburst.registerDag(Dag.chain("chain", "incr", "square"));
            result = cloudburst.callDag("chain", Map.of("incr", List.of(2))).get();
        } finally {
            memory.afterEach(null);
        }
        CloudburstExtension stack = CloudburstExtension.stack();
        try {
            stack.beforeEach(null);
            return result + ", and a stack";
        } catch (IllegalStateException e) {
            return result + ", but " + e.getMessage();
        } finally {
            stack.afterEach(null);
        }
    }
}
