package io.cloudburst.stack;

import static io.cloudburst.stack.SharedStack.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.RegisteredFunction;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.Function1;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.InitContext;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Classes whose objects are made where they run, once, and closed at the end. */
class ClassFunctionsIT {
    private final Cloudburst cloudburst = SharedStack.client();

    /** Tells a client of its own what becomes of it, as its context is only lent. */
    public static final class Model implements AutoCloseable {
        private final String server;
        private final String events;
        private final long version;
        private final int factor;
        private final AtomicInteger running = new AtomicInteger();
        private final AtomicBoolean closed = new AtomicBoolean();

        Model(InitContext context, String server, String events, int factor) {
            this.server = server;
            this.events = events;
            this.version = context.version();
            this.factor = factor;
            context.counter(events + " made " + version).add(1);
        }

        public int call(FunctionContext context, int x) throws InterruptedException {
            running.incrementAndGet();
            try {
                if (closed.get()) {
                    throw new IllegalStateException("called after it was closed");
                }
                return factor * x;
            } finally {
                running.decrementAndGet();
            }
        }

        @Override
        public void close() {
            closed.set(true);
            try (Cloudburst client = Cloudburst.connect(server)) {
                client.counter(events + " closed " + version).add(running.get() == 0 ? 1 : 1_000);
            }
        }
    }

    @Test
    void anObjectIsMadeOnceForManyCalls() {
        var model = cloudburst.register("class_once", Model.class, SharedStack.bootstrapServers(), "class once", 3);

        List<CloudFuture<Object>> calls =
                IntStream.range(0, 200).mapToObj(i -> model.call(i)).toList();

        for (int i = 0; i < 200; i++) {
            assertThat(calls.get(i).get()).isEqualTo(3 * i);
        }
        assertThat(cloudburst.counter("class once made " + model.version()).value())
                .isEqualTo(1);
        cloudburst.deleteFunction("class_once");
        awaitClosed("class once", model);
    }

    private void awaitClosed(String events, RegisteredFunction<?> version) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> cloudburst
                                .counter(events + " closed " + version.version())
                                .value()
                        > 0);
        assertThat(cloudburst.counter(events + " closed " + version.version()).value())
                .as("closed once, and with no call in it")
                .isEqualTo(1);
    }

    @Test
    void replacingUnderLoadLosesNoCallAndClosesEachVersionOnce() throws InterruptedException {
        List<RegisteredFunction<Object>> versions = new ArrayList<>();
        String server = SharedStack.bootstrapServers();
        RegisteredFunction<Object> first =
                cloudburst.register("class_replaced", Model.class, server, "class replaced", 1);
        versions.add(first);
        AtomicBoolean over = new AtomicBoolean();
        List<Object> results = Collections.synchronizedList(new ArrayList<>());
        Thread caller = new Thread(() -> {
            while (!over.get()) {
                List<CloudFuture<Object>> calls =
                        IntStream.range(0, 32).mapToObj(i -> first.call(1)).toList();
                calls.forEach(call -> {
                    try {
                        results.add(call.get());
                    } catch (RuntimeException e) {
                        results.add(e);
                    }
                });
            }
        });
        caller.start();
        for (int factor = 2; factor <= 5; factor++) {
            awaitMore(results);
            versions.add(cloudburst.register("class_replaced", Model.class, server, "class replaced", factor));
        }
        awaitMore(results);
        over.set(true);
        caller.join();

        assertThat(new HashSet<>(results)).isSubsetOf(1, 2, 3, 4, 5).contains(1, 5);
        cloudburst.deleteFunction("class_replaced");
        for (RegisteredFunction<Object> version : versions) {
            awaitClosed("class replaced", version);
            assertThat(cloudburst
                            .counter("class replaced made " + version.version())
                            .value())
                    .isEqualTo(1);
        }
    }

    private static void awaitMore(List<Object> results) {
        int before = results.size();
        await().until(() -> results.size() > before + 100);
    }

    public static final class Flaky {
        Flaky(InitContext context) {
            if (context.get("class works", Boolean.class).isEmpty()) {
                throw new IllegalStateException("no weights yet");
            }
        }

        public String call() {
            return "works";
        }
    }

    @Test
    void aConstructorThatThrowsIsTriedAgainByALaterCall() {
        var flaky = cloudburst.register("class_flaky", Flaky.class);

        assertThat(failureOf(() -> flaky.call().get(), ErrorCode.EXECUTION_ERROR))
                .hasMessageContaining("'class_flaky' threw java.lang.IllegalStateException: no weights yet")
                .satisfies(e -> assertThat(e.remoteStackTrace()).contains("Flaky.<init>"));
        cloudburst.put("class works", true);
        await().until(() -> {
            try {
                return flaky.call().get().equals("works");
            } catch (CloudburstException e) {
                return false;
            }
        });
    }

    public static final class Weights implements Serializable {
        private static final long serialVersionUID = 1;
        private final int weight;

        Weights(int weight) {
            this.weight = weight;
        }

        int times(FunctionContext context, Integer x) {
            return weight * x;
        }

        static int twice(FunctionContext context, Integer x) {
            return 2 * x;
        }
    }

    @Test
    void methodsOfObjectsAndOfClassesAreFunctionsToo() {
        Function1<Integer, Integer> times = new Weights(7)::times;

        assertThat(cloudburst.register("class_times", times).call(6).get()).isEqualTo(42);
        assertThat(cloudburst.register("class_twice", Weights::twice).call(6).get())
                .isEqualTo(12);
    }

    @Test
    void whatFitsNoConstructorIsRefusedAtOnce() {
        assertThat(failureOf(
                        () -> cloudburst.register("class_refused", Model.class, "only", "two"),
                        ErrorCode.INVALID_ARGUMENT))
                .hasMessageContaining("none of its constructors takes [java.lang.String, java.lang.String]");
        assertThat(failureOf(() -> cloudburst.register("class_refused", Runnable.class), ErrorCode.INVALID_ARGUMENT))
                .hasMessageContaining("java.lang.Runnable cannot be a function");
        failureOf(() -> cloudburst.function("class_refused"), ErrorCode.FUNCTION_NOT_FOUND);
    }
}
