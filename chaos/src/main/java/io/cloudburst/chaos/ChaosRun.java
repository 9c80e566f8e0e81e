package io.cloudburst.chaos;

import io.cloudburst.chaos.check.Checker;
import io.cloudburst.chaos.cluster.Cluster;
import io.cloudburst.chaos.fault.Fault;
import io.cloudburst.chaos.fault.FaultSchedule;
import io.cloudburst.chaos.fault.RecoveryTimes;
import io.cloudburst.chaos.history.Event;
import io.cloudburst.chaos.history.HistoryFile;
import io.cloudburst.chaos.load.Clients;
import io.cloudburst.chaos.load.Load;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Starts a whole Cloudburst, has it called and written to, kills and pauses its processes meanwhile, and checks what came of it. What
 * happened is in a file, {@code history.jsonl}, beside the processes' logs.
 */
public final class ChaosRun {
    private static final Duration LONGEST_START = Duration.ofSeconds(120);
    /** Of so many seconds in a row without faults, in each of which operations end soon: the JVMs are cold. */
    private static final int QUIET_SECONDS = 5;

    private static final int LONGEST_WARM_UP_SECONDS = 90;
    /** More than any operation may take. */
    private static final Duration LONGEST_END = Duration.ofSeconds(45);

    private static final Duration LONGEST_REST = Duration.ofSeconds(60);

    private final ChaosSettings settings;
    private final Consumer<String> say;

    /** @param say is told what is going on, line by line */
    public ChaosRun(ChaosSettings settings, Consumer<String> say) {
        this.settings = settings;
        this.say = say;
    }

    /** The faults of a run, in their order. */
    public static List<Fault> schedule(ChaosSettings settings) {
        return FaultSchedule.of(settings.seed(), settings.length(), Cluster.PLACES);
    }

    /**
     * @throws IOException if the directory is not empty, or cannot be written
     * @throws TimeoutException if the system does not start, or a process does not come back
     */
    public ChaosReport run() throws Exception {
        requireEmpty();
        List<Fault> schedule = schedule(settings);
        Findings findings = new Findings();
        long leftOut;
        try (HistoryFile history = new HistoryFile(settings.history(), findings)) {
            history.add(at -> new Event.Began(
                    at,
                    settings.seed(),
                    settings.length().toSeconds(),
                    settings.perSecond(),
                    String.valueOf(ChaosRun.class.getPackage().getImplementationVersion())));
            say.accept("starting %d processes, below %s"
                    .formatted(
                            Cluster.PLACES.servers().stream()
                                    .mapToInt(List::size)
                                    .sum(),
                            settings.directory()));
            try (Cluster cluster = new Cluster(
                    settings.directory(), (server, code) -> history.add(at -> new Event.Died(at, server, code)))) {
                cluster.start(LONGEST_START);
                try (Clients clients = new Clients(cluster.bootstrapServers(), cluster.gateways())) {
                    leftOut = disturb(cluster, clients, history, schedule);
                    say.accept("all is over; looking at what is left");
                    new Aftermath(clients, cluster, history).observe(LONGEST_REST);
                }
            }
        }
        return findings.report(leftOut);
    }

    /** Checks a history once more. */
    public static ChaosReport check(Path history) throws IOException {
        Findings findings = new Findings();
        HistoryFile.read(history, findings);
        return findings.report(0);
    }

    private void requireEmpty() throws IOException {
        Files.createDirectories(settings.directory());
        try (Stream<Path> there = Files.list(settings.directory())) {
            if (there.findAny().isPresent()) {
                throw new IOException(settings.directory() + " is not empty; give the run a directory of its own");
            }
        }
    }

    private long disturb(Cluster cluster, Clients clients, HistoryFile history, List<Fault> schedule) throws Exception {
        try (Load load = clients.load(history, settings.seed())) {
            load.start(settings.perSecond());
            say.accept("%d operations a second".formatted(settings.perSecond()));
            warmUp(load);
            new Idleness(cluster, history).measure(false);
            say.accept("the faults begin");
            new FaultInjector(cluster, history, say).inject(schedule, settings.length());
            load.end(LONGEST_END);
            history.add(Event.LoadEnded::new);
            cluster.awaitReady(LONGEST_START);
            return load.leftOut();
        }
    }

    /** Until as many operations end as begin, or for so long that the faults had better begin all the same. */
    private void warmUp(Load load) throws InterruptedException {
        int quiet = 0;
        for (int second = 0; second < LONGEST_WARM_UP_SECONDS && quiet < QUIET_SECONDS; second++) {
            TimeUnit.SECONDS.sleep(1);
            quiet = load.isAtFullRate() && load.underWay() < settings.perSecond() ? quiet + 1 : 0;
        }
    }

    /** What is made of a history as it goes. */
    private static final class Findings implements Consumer<Event> {
        private final Checker checker = new Checker();
        private final RecoveryTimes recovery = new RecoveryTimes();
        private final Totals totals = new Totals();

        @Override
        public void accept(Event event) {
            checker.accept(event);
            recovery.accept(event);
            totals.accept(event);
        }

        ChaosReport report(long leftOut) {
            return new ChaosReport(
                    totals, recovery.faults(), checker.violations(), checker.counts(), totals.held(), leftOut);
        }
    }
}
