package io.cloudburst.gateway;

import io.cloudburst.gateway.http.Principal;
import io.cloudburst.gateway.http.ProblemException;
import io.cloudburst.gateway.http.ProblemKind;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts calls that are not answered yet. Safe for use by many threads. */
final class InFlight {
    private final CallLimits limits;
    private final AtomicInteger all = new AtomicInteger();
    /** No entry is 0. */
    private final Map<String, Integer> byCaller = new ConcurrentHashMap<>();

    InFlight(CallLimits limits) {
        this.limits = limits;
    }

    /**
     * @return to be run when the call is over; again does no harm
     * @throws ProblemException if there are too many
     */
    Runnable enter(Principal caller) {
        if (all.incrementAndGet() > limits.maxInFlight()) {
            all.decrementAndGet();
            throw tooMany("%d calls are in flight, as many as this gateway takes".formatted(limits.maxInFlight()));
        }
        int own = byCaller.merge(caller.name(), 1, Integer::sum);
        AtomicBoolean left = new AtomicBoolean();
        Runnable leave = () -> {
            if (left.compareAndSet(false, true)) {
                all.decrementAndGet();
                byCaller.computeIfPresent(caller.name(), (name, count) -> count == 1 ? null : count - 1);
            }
        };
        if (own > limits.maxInFlightPerCaller()) {
            leave.run();
            throw tooMany("%d calls of '%s' are in flight, as many as it may have"
                    .formatted(limits.maxInFlightPerCaller(), caller.name()));
        }
        return leave;
    }

    int count() {
        return all.get();
    }

    private static ProblemException tooMany(String why) {
        return new ProblemException(ProblemKind.TOO_MANY_REQUESTS, why + "; wait for some of them first");
    }
}
