package io.cloudburst.chaos;

import io.cloudburst.chaos.cluster.Cluster;
import io.cloudburst.chaos.cluster.Server;
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
        Server server = cluster.server(fault.server());
        CompletableFuture<Void> back =
                switch (fault.action()) {
                    case KILL -> server.kill(fault.away());
                    case PAUSE -> server.pause(fault.away());
                };
        back.thenRun(() -> history.add(at -> new Event.Recovered(at, number, fault.server())));
    }
}
