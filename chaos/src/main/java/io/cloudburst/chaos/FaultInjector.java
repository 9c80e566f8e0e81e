package io.cloudburst.chaos;

import io.cloudburst.chaos.cluster.Cluster;
import io.cloudburst.chaos.fault.Fault;
import io.cloudburst.chaos.history.Event;
import io.cloudburst.chaos.history.HistoryFile;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Does to the processes what a schedule says, and has the history told. */
final class FaultInjector {
    /** On a slow link, of whatever comes. */
    private static final Duration DELAY = Duration.ofMillis(100);

    private final Cluster cluster;
    private final HistoryFile history;
    private final Consumer<String> say;

    FaultInjector(Cluster cluster, HistoryFile history, Consumer<String> say) {
        this.cluster = cluster;
        this.history = history;
        this.say = say;
    }

    /** Returns after the given time. */
    void inject(List<Fault> schedule, Duration length) throws InterruptedException, IOException {
        long start = System.nanoTime();
        for (Fault fault : schedule) {
            sleepUntil(start + fault.at().toNanos());
            say.accept(fault.toString());
            for (Fault.OfServer each : fault.servers()) {
                begin(fault.number(), each);
            }
        }
        sleepUntil(start + length.toNanos());
    }

    private static void sleepUntil(long nanos) throws InterruptedException {
        long left = nanos - System.nanoTime();
        if (left > 0) {
            TimeUnit.NANOSECONDS.sleep(left);
        }
    }

    private void begin(int number, Fault.OfServer fault) throws IOException {
        history.add(at -> new Event.Injected(
                at, number, fault.action().name(), fault.server(), fault.away().toMillis()));
        CompletableFuture<Void> back =
                switch (fault.action()) {
                    case KILL, LATE -> cluster.server(fault.server()).kill(fault.away());
                    case PAUSE -> cluster.server(fault.server()).pause(fault.away());
                    case CUT -> {
                        cluster.link(fault.server()).cut(fault.away());
                        yield after(fault.away());
                    }
                    case HALF_CUT -> {
                        cluster.link(fault.server()).cutAnswers(fault.away());
                        yield after(fault.away());
                    }
                    case SLOW -> {
                        cluster.link(fault.server()).slow(fault.away(), DELAY);
                        yield after(fault.away());
                    }
                };
        back.thenRun(() -> history.add(at -> new Event.Recovered(at, number, fault.server())));
    }

    private static CompletableFuture<Void> after(Duration time) {
        return CompletableFuture.runAsync(
                () -> {}, CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS));
    }
}
