package io.cloudburst.bench;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.ConnectionSettings;
import io.cloudburst.protocol.Topic;
import io.cloudburst.server.Role;
import io.cloudburst.stack.Directories;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

/**
 * Calls and writes of every kind, for long, at 60 % of the most that there can be, while functions and DAGs are registered, deployed and
 * deleted; each answer is checked. And what all of that leaves behind: memory, threads, files, classes and directories of each process,
 * at the start, in the middle and at the end.
 */
public final class SoakBench {
    private static final String NAME = "soak";
    private static final int IN_FLIGHT = 256;
    private static final double SHARE_OF_PEAK = 0.6;
    private static final Duration BETWEEN_CHANGES = Duration.ofMillis(500);
    /** What was cancelled or has just ended is swept within a second, and the next checkpoint is without it. */
    private static final Duration REST = Duration.ofSeconds(5);

    private static final String LOADER = "io.cloudburst.executor.BundleClassLoader";
    /** Classes whose objects are counted, by the name of the process: owners of native memory, and what loads users' code. */
    private static final Map<String, String> OBJECTS =
            Map.of("store", "org.rocksdb.", "task manager", LOADER, "worker", LOADER);

    private final Report report;
    private final Duration length;

    /** @param length of the steady load; before it there is a warm-up, and the peak is measured */
    public SoakBench(Report report, Duration length) {
        this.report = report;
        this.length = length;
    }

    /** @return what has become of each figure */
    public List<Growth> run() throws Exception {
        Path directory = Files.createTempDirectory("cloudburst-soak-");
        Files.createDirectories(directory.resolve("logs"));
        report.say("in " + directory + ", which is kept if a call fails");
        List<Growth> growths;
        try (ChildProcesses processes = ChildProcesses.asShipped(directory.resolve("logs"))) {
            growths = run(processes, directory);
        }
        Directories.delete(directory);
        return growths;
    }

    private List<Growth> run(ChildProcesses processes, Path directory) throws Exception {
        report.say("starting broker, store, job manager, task manager, worker and gateway, a process each");
        String broker = "127.0.0.1:" + ChildProcesses.freePort();
        List<Vitals> all = new ArrayList<>();
        all.add(Vitals.of(
                "broker",
                processes.startBroker(
                        directory,
                        broker,
                        "log.retention.check.interval.ms=10000",
                        "log.segment.delete.delay.ms=1000")));
        all.add(Vitals.of("store", processes.startStore(directory, broker)));
        ChildProcesses.Job job = processes.startJob(directory, broker);
        all.add(Vitals.of("job manager", job.jobManager()));
        all.add(Vitals.of("task manager", job.taskManager()));
        all.add(Vitals.of("worker", processes.start(Role.WORKER, directory, broker, "worker.port=0")));
        int port = ChildProcesses.freePort();
        all.add(Vitals.of("gateway", processes.start(Role.GATEWAY, directory, broker, "gateway.port=" + port)));
        all.add(Vitals.ofThisProcess("client"));
        keepTopics(broker, length.dividedBy(10));
        ConnectionSettings settings = ConnectionSettings.of(broker).withCallTimeout(Duration.ofSeconds(60));
        try (Cloudburst cloudburst = Cloudburst.connect(settings);
                SoakState state = new SoakState(cloudburst);
                SoakChanges changes = new SoakChanges(cloudburst, directory.resolve("jars"))) {
            List<Load.Target> kinds = new ArrayList<>(SoakCalls.of(cloudburst));
            kinds.add(new SoakHttp(port, SoakCalls.OVER_HTTP));
            kinds.add(state::fromClient);
            kinds.add(state::fromClient);
            Load.Target mixed = i -> kinds.get((int) (i % kinds.size())).apply(i / kinds.size());
            return run(mixed, changes, kinds.size(), () -> SoakLook.at(all, OBJECTS, directory));
        } finally {
            for (Vitals process : all) {
                process.close();
            }
        }
    }

    /** Asks the processes, once nothing is under way. */
    private interface Looking {
        SoakLook look() throws Exception;
    }

    private List<Growth> run(Load.Target mixed, SoakChanges changes, int kinds, Looking looking) throws Exception {
        double warmUp = Math.min(60, length.toSeconds() / 3.0);
        report.say("warming up: %.0f s, of which the last half is the peak".formatted(warmUp));
        changes.start(BETWEEN_CHANGES);
        Load.perSecond(mixed, IN_FLIGHT, warmUp / 2);
        double peak = Load.perSecond(mixed, IN_FLIGHT, warmUp / 2);
        double rate = peak * SHARE_OF_PEAK;
        report.say("%,.0f a second of %d kinds, of which %.0f %% for %d min; and %d changes of functions a second"
                .formatted(
                        peak,
                        kinds,
                        SHARE_OF_PEAK * 100,
                        length.toMinutes(),
                        3 * TimeUnit.SECONDS.toMillis(1) / BETWEEN_CHANGES.toMillis()));
        SoakLook start = look(looking);
        double half = length.toMillis() / 2e3;
        // Where the warm-up cannot have been: it has calls with keys, which are to be made once.
        long from = 1L << 32;
        Load.Steady first = Load.steady(mixed, rate, IN_FLIGHT, half, from);
        changes.throwFailure();
        SoakLook middle = look(looking);
        Load.Steady both =
                first.plus(Load.steady(mixed, rate, IN_FLIGHT, half, from + first.begun() + first.leftOut()));
        changes.throwFailure();
        SoakLook end = look(looking);
        report.say(
                "%,d calls and writes, %,d left out because %d had not ended, and %,d functions and DAGs made and deleted; no answer wrong"
                        .formatted(both.begun(), both.leftOut(), IN_FLIGHT, 3 * changes.rounds()));
        List<Growth> growths = SoakLook.growths(start, middle, end);
        report.printGrowth(NAME, growths);
        return growths;
    }

    private SoakLook look(Looking looking) throws Exception {
        Thread.sleep(REST.toMillis());
        return looking.look();
    }

    /** The log is kept for a day and more; here for so long, that it can be seen not to grow by anything else. */
    private static void keepTopics(String broker, Duration time) throws InterruptedException, ExecutionException {
        long millis = Math.max(10_000, time.toMillis());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker))) {
            for (Topic topic : List.of(Topic.CALLS, Topic.REPLIES, Topic.KVS, Topic.RUNS)) {
                ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName());
                admin.incrementalAlterConfigs(Map.of(
                                resource,
                                List.of(set("retention.ms", millis), set("segment.ms", Math.max(5_000, millis / 4)))))
                        .all()
                        .get();
            }
        }
    }

    private static AlterConfigOp set(String name, long value) {
        return new AlterConfigOp(new ConfigEntry(name, Long.toString(value)), AlterConfigOp.OpType.SET);
    }
}
