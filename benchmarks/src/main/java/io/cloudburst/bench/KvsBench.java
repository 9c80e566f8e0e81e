package io.cloudburst.bench;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.stack.Directories;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The store, from one partition by itself to a node that is written to and read from over the network; each measure beside its
 * limit. The broker, the node and the RPC echo are processes of their own; the client is this one.
 */
public final class KvsBench {
    static final String NAME = "kvs";

    private final Report report;
    private final double seconds;

    /** @param seconds for each case, of the store and of its limit */
    public KvsBench(Report report, double seconds) {
        this.report = report;
        this.seconds = seconds;
    }

    public List<Measure> run() throws Exception {
        Path directory = Files.createTempDirectory("cloudburst-bench-");
        List<Measure> measures = new ArrayList<>();
        try {
            Path one = Files.createDirectory(directory.resolve("one-partition"));
            measures.addAll(new MergeBench(report, seconds).run(one));
            Directories.delete(one);
            try (ChildProcesses processes = new ChildProcesses(directory)) {
                measures.addAll(runOnBroker(processes, directory));
            }
        } finally {
            Directories.delete(directory);
        }
        report.print(measures);
        return measures;
    }

    private List<Measure> runOnBroker(ChildProcesses processes, Path directory) throws Exception {
        report.say("starting the broker, a process of its own");
        String bootstrapServers = processes.startBroker(directory);
        Floor.createTopics(bootstrapServers, HotKeyBench.FLOOR_TOPIC, VisibleBench.FLOOR_TOPIC);
        List<Measure> measures = new ArrayList<>();
        try (Cloudburst cloudburst = Cloudburst.connect(bootstrapServers)) {
            measures.addAll(new CatchUpBench(report, bootstrapServers, directory, seconds).run(cloudburst));
            report.say("starting a store node and an RPC echo, a process each");
            processes.startStore(directory, bootstrapServers);
            int echoPort = ChildProcesses.freePort();
            processes.start(
                    "rpc-echo",
                    RpcEchoProcess.class,
                    Integer.toString(echoPort),
                    Integer.toString(GetBench.valueBytes()));
            measures.addAll(new HotKeyBench(report, bootstrapServers, seconds).run(cloudburst));
            measures.addAll(new GetBench(report, bootstrapServers, seconds).run(cloudburst, "127.0.0.1:" + echoPort));
            measures.addAll(new VisibleBench(report, bootstrapServers, seconds).run(cloudburst));
            report.say("starting the job, a process of its own");
            processes.startJob(directory, bootstrapServers);
            measures.addAll(new CachedGetBench(report, cloudburst, seconds).run());
        }
        return measures;
    }
}
