package io.cloudburst.gateway.runs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.client.RunLog;
import io.cloudburst.protocol.JobStatistics;
import io.cloudburst.protocol.RunRecord;
import io.cloudburst.protocol.RunsRecord;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.json.RunJson;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows {@code cloudburst.runs} into a {@link RunHistory}, {@link JobFigures} and {@link JobTotals}, and tells {@link EventStreams} what
 * is new. Begins with the last hour, which the totals leave out; goes on by itself when the brokers were away.
 */
public final class RunFollower implements AutoCloseable {
    private static final Duration BACK = Duration.ofHours(1);
    private static final long PAUSE_MILLIS = 1_000;
    /** Far more instances than a job has at once. */
    private static final int MAX_INSTANCES = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(RunFollower.class);

    private final RunLog log;
    private final RunHistory history;
    private final JobFigures figures;
    private final JobTotals totals;
    private final EventStreams streams;
    /** Up to when each instance has told its figures, in milliseconds since the epoch: none counts twice. Of the reading thread. */
    private final Map<String, Long> toldUntil = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MAX_INSTANCES;
        }
    };

    private final Thread thread = new Thread(this::run, "gateway-runs");
    private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread ticking = new Thread(task, "gateway-figures");
        ticking.setDaemon(true);
        return ticking;
    });
    /** Set by the reading thread: what was there before is not news. */
    private volatile boolean caughtUp;

    private volatile boolean closed;

    public RunFollower(RunLog log, RunHistory history, JobFigures figures, JobTotals totals, EventStreams streams) {
        this.log = log;
        this.history = history;
        this.figures = figures;
        this.totals = totals;
        this.streams = streams;
        thread.setDaemon(true);
    }

    public RunFollower start() {
        thread.start();
        ticks.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
        return this;
    }

    private void run() {
        Instant since = Instant.now().minus(BACK);
        while (!closed) {
            Instant begun = Instant.now();
            try {
                log.read(since, this::take, () -> caughtUp = true, () -> !closed);
            } catch (CloudburstException e) {
                LOG.warn("what the job says of its runs is read again in a moment: {}", e.getMessage());
                pause();
            } catch (RuntimeException e) {
                if (!closed) {
                    LOG.error("what the job says of its runs is read again in a moment", e);
                    pause();
                }
            }
            Instant newest = toldUntil.values().stream()
                    .max(Comparator.naturalOrder())
                    .map(Instant::ofEpochMilli)
                    .orElse(begun);
            since = newest.minusSeconds(5);
        }
    }

    private void take(RunsRecord record) {
        switch (record.getRecordCase()) {
            case RUN -> {
                history.add(record.getRun());
                if (caughtUp) {
                    streams.run(RunJson.summary(record.getRun()));
                }
            }
            case STATISTICS -> take(record.getStatistics());
            case RECORD_NOT_SET -> LOG.debug("a record of cloudburst.runs says nothing");
        }
    }

    private void take(JobStatistics statistics) {
        Long before = toldUntil.put(statistics.getInstance(), statistics.getAt());
        if (before != null && before >= statistics.getAt()) {
            // Read once more.
            toldUntil.put(statistics.getInstance(), before);
            return;
        }
        figures.add(statistics);
        if (caughtUp) {
            totals.add(statistics);
        }
    }

    private void tick() {
        try {
            Instant now = Instant.now();
            for (ObjectNode second : figures.finished(now.toEpochMilli())) {
                streams.stats(second);
            }
            // Before that, their ends may be there and not read yet.
            if (caughtUp) {
                List<RunRecord> lost = history.lose(now);
                totals.lost(lost.size());
                lost.forEach(run -> streams.run(RunJson.summary(run)));
            }
            streams.tick();
        } catch (RuntimeException e) {
            LOG.error("the figures of a second are not told", e);
        }
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    /** Returns when it reads no more. */
    @Override
    public void close() {
        closed = true;
        ticks.shutdownNow();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
