package io.cloudburst.gateway;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.StoreStatus;
import io.cloudburst.client.TopicStatus;
import io.cloudburst.gateway.runs.EventStreams;
import io.cloudburst.gateway.runs.JobFigures;
import io.cloudburst.sdk.CloudburstException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How broker, topics, job and store are, asked of them not more often than once a second. Safe for use by many threads. */
final class SystemStatus implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long TELL_SECONDS = 5;
    private static final long STALE_MILLIS = TimeUnit.SECONDS.toMillis(30);
    private static final Logger LOG = LoggerFactory.getLogger(SystemStatus.class);

    private final Cloudburst cloudburst;
    private final JobFigures figures;
    private final EventStreams streams;
    private final Workers workers;
    private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "gateway-status");
        thread.setDaemon(true);
        return thread;
    });

    /** Guarded by this, as what follows. */
    private CompletableFuture<SystemState> last;

    private long askedAt;
    /** The newest that is known. */
    private volatile Optional<SystemState> known = Optional.empty();

    SystemStatus(Cloudburst cloudburst, JobFigures figures, EventStreams streams, Workers workers) {
        this.cloudburst = cloudburst;
        this.figures = figures;
        this.streams = streams;
        this.workers = workers;
    }

    SystemStatus start() {
        ticks.scheduleAtFixedRate(this::tell, TELL_SECONDS, TELL_SECONDS, TimeUnit.SECONDS);
        return this;
    }

    private void tell() {
        if (streams.isListenedTo(EventStreams.STATUS)) {
            now().whenComplete((status, failure) -> {
                if (failure == null) {
                    streams.status(status.toJson());
                } else {
                    LOG.debug("no status to tell", failure);
                }
            });
        }
    }

    synchronized CompletableFuture<SystemState> now() {
        long now = System.nanoTime();
        if (last == null || (last.isDone() && now - askedAt > FRESH_NANOS)) {
            askedAt = now;
            last = workers.run(this::ask);
        }
        return last.copy();
    }

    /** What is known without asking; empty if that is too old to be true. */
    Optional<SystemState> known() {
        return known.filter(state -> System.currentTimeMillis() - state.at() < STALE_MILLIS);
    }

    private SystemState ask() {
        long at = System.currentTimeMillis();
        Optional<List<TopicStatus>> topics = Optional.empty();
        String silence = "";
        try {
            topics = Optional.of(cloudburst.topics(PATIENCE));
        } catch (CloudburstException e) {
            silence = e.getMessage();
        }
        Optional<StoreStatus> stores = Optional.empty();
        try {
            stores = Optional.of(cloudburst.storeNodes().status(PATIENCE));
        } catch (CloudburstException e) {
            LOG.debug("the store's nodes are not known", e);
        }
        SystemState state = new SystemState(at, topics, silence, figures.instances(), stores);
        known = Optional.of(state);
        return state;
    }

    @Override
    public void close() {
        ticks.shutdownNow();
    }
}
