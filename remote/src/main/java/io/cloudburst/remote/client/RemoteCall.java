package io.cloudburst.remote.client;

import io.cloudburst.engine.Failure;
import io.cloudburst.executor.StageOutcome;
import io.cloudburst.executor.StageTask;
import io.cloudburst.remote.client.TransportException.Kind;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.deadline.Monotonic;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * One stage that is run elsewhere, by whoever of its pool can. It goes from one to the next while none has run it, for as long as the
 * settings are patient, and when a connection breaks that may have run it; but not for ever, or one call would take down every worker.
 * Safe for use by many threads; one step after the other.
 */
final class RemoteCall {
    /** A call that was under way when so many connections broke is given up. */
    private static final int MAX_LOST = 3;

    private static final long LOOK_AGAIN_MILLIS = 50;
    private static final int CANCEL_MILLIS = 2_000;

    private final StageTask task;
    private final String pool;
    private final Protocol protocol;
    private final Pools pools;
    private final HttpPosts http;
    private final long patienceMillis;
    private final byte[] request;
    private final CompletableFuture<StageOutcome> outcome = new CompletableFuture<>();

    /** Those that will not run it. Used by one step after the other. */
    private final Set<Endpoint> refused = new HashSet<>();

    /** When nobody has run it for too long; 0 while somebody may be running it. */
    private long giveUpAt;

    private int lost;
    private String lastTrouble = "";
    /** Where it is; null if nowhere. Guarded by this. */
    private Endpoint where;

    private Exchange exchange;

    RemoteCall(StageTask task, String pool, Protocol protocol, Pools pools, HttpPosts http, Duration patience) {
        this.task = task;
        this.pool = pool;
        this.protocol = protocol;
        this.pools = pools;
        this.http = http;
        this.patienceMillis = patience.toMillis();
        this.request = protocol.request();
        outcome.whenComplete((ended, failure) -> {
            if (outcome.isCancelled()) {
                abandon();
            }
        });
    }

    CompletableFuture<StageOutcome> outcome() {
        return outcome;
    }

    /** Tries once; goes on by itself. */
    void attempt() {
        if (outcome.isDone()) {
            return;
        }
        Optional<Endpoint> chosen = pools.choose(pool, refused);
        if (chosen.isEmpty()) {
            lookAgain();
            return;
        }
        Endpoint endpoint = chosen.get();
        Exchange begun = http.post(
                endpoint.url(protocol.namespace(), protocol.function()),
                request,
                protocol.maxAnswerBytes(),
                task.deadline() - System.currentTimeMillis());
        endpoint.begins(begun);
        synchronized (this) {
            where = endpoint;
            exchange = begun;
        }
        if (outcome.isDone()) {
            abandon();
        }
        begun.answer().whenComplete((answer, failure) -> {
            try {
                if (failure == null) {
                    answered(endpoint, answer);
                } else {
                    failed(endpoint, (TransportException) failure);
                }
            } catch (RuntimeException e) {
                // A mistake of ours must not be a call that is never answered.
                fail(Failure.of(ErrorCode.EXECUTION_ERROR, "the job failed on a remote stage: " + e), false);
            }
        });
    }

    private void lookAgain() {
        List<Endpoint> all = pools.of(pool);
        boolean allRefused = !all.isEmpty() && refused.containsAll(all);
        long now = Monotonic.millis();
        if (giveUpAt == 0) {
            giveUpAt = now + patienceMillis;
        }
        if (allRefused || now >= giveUpAt) {
            giveUp(all.isEmpty());
            return;
        }
        http.later(LOOK_AGAIN_MILLIS, this::attempt);
    }

    private void giveUp(boolean nobody) {
        String function = task.code().get(0).name();
        fail(
                Failure.of(
                        ErrorCode.UNAVAILABLE,
                        nobody
                                ? "function '%s' is to run in pool '%s', of which there is no worker; start one: cloudburst worker --pool %s"
                                        .formatted(function, pool, pool)
                                : "function '%s' could not be run by pool '%s': %s"
                                        .formatted(
                                                function,
                                                pool,
                                                lastTrouble.isEmpty() ? "nobody in it answers" : lastTrouble)),
                false);
    }

    private void answered(Endpoint endpoint, byte[] answer) {
        endpoint.works();
        StageOutcome ended;
        try {
            ended = protocol.outcome(answer);
        } catch (TransportException e) {
            failed(endpoint, e);
            return;
        }
        if (ended instanceof StageOutcome.Failed failed && failed.failure().code() == ErrorCode.OVERLOADED) {
            // Another may have room.
            refused.add(endpoint);
            if (pools.choose(pool, refused).isPresent()) {
                attempt();
                return;
            }
        }
        outcome.complete(ended);
    }

    private void failed(Endpoint endpoint, TransportException failure) {
        lastTrouble = endpoint.name() + ": " + failure.getMessage();
        switch (failure.kind()) {
            case NOT_RUN -> {
                endpoint.rest();
                attempt();
            }
            case REFUSED -> {
                refused.add(endpoint);
                attempt();
            }
            case LOST -> {
                endpoint.rest();
                giveUpAt = 0;
                lost++;
                if (lost < MAX_LOST) {
                    attempt();
                } else {
                    giveUp(false);
                }
            }
            case FINAL, TOO_LARGE -> fail(protocol.failed(endpoint.name(), failure), protocol.isRetryable());
        }
    }

    private void fail(Failure failure, boolean retryable) {
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        outcome.complete(new StageOutcome.Failed(failure, retryable, new StageOutcome.Times(now, now, now)));
    }

    /** Nobody wants its outcome. */
    private void abandon() {
        Endpoint at;
        Exchange open;
        synchronized (this) {
            at = where;
            open = exchange;
            where = null;
        }
        if (at == null) {
            return;
        }
        open.abort(new TransportException(Kind.FINAL, "it is no longer wanted"));
        byte[] cancellation = protocol.cancellation();
        if (cancellation.length > 0) {
            // If that is lost too, the stage ends at its deadline.
            http.post(at.url(protocol.namespace(), protocol.function()), cancellation, 64 << 10, CANCEL_MILLIS);
        }
    }
}
