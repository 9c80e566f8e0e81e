package io.cloudburst.gateway;

import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.Reply;
import io.cloudburst.sdk.CloudburstException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** Rate, errors and duration of each function and DAG that is called here. */
final class CallMetrics {
    /** Few: each function and outcome has as many series. */
    private static final Duration[] BUCKETS = LongStream.of(
                    1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 10_000, 30_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterRegistry meters;
    private final KnownTargets targets;
    private final Map<Labels, Timer> timers = new ConcurrentHashMap<>();

    private record Labels(String kind, String target, String outcome) {}

    CallMetrics(MeterRegistry meters, KnownTargets targets) {
        this.meters = meters;
        this.targets = targets;
    }

    Measured begin(Call call) {
        String name = call.hasDag() ? call.getDag() : call.getFunction();
        return new Measured(call.hasDag() ? "dag" : "function", targets.label(call.hasDag(), name), System.nanoTime());
    }

    /** A call that has begun. */
    final class Measured {
        private final String kind;
        private final String target;
        private final long begun;

        private Measured(String kind, String target, long begun) {
            this.kind = kind;
            this.target = target;
            this.begun = begun;
        }

        void endsWith(CompletableFuture<Reply> reply) {
            reply.whenComplete((done, failure) -> record(outcome(done, failure)));
        }

        private void record(String outcome) {
            timers.computeIfAbsent(new Labels(kind, target, outcome), CallMetrics.this::timer)
                    .record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
        }
    }

    private static String outcome(Reply reply, Throwable failure) {
        if (failure != null) {
            return failure instanceof CloudburstException known ? known.code().name() : "CANCELLED";
        }
        return reply.hasError() ? reply.getError().getCode().name() : "OK";
    }

    private Timer timer(Labels labels) {
        return Timer.builder("cloudburst.calls")
                .description("Calls through this gateway, from when they were taken to their answers")
                .tag("kind", labels.kind())
                .tag("target", labels.target())
                .tag("outcome", labels.outcome())
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
    }
}
