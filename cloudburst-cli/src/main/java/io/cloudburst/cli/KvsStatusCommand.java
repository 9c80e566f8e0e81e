package io.cloudburst.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.StoreStatus;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "status",
        description = {
            "Print the store's nodes, and of each partition that they own: the offset up to which the log is applied, the log's"
                    + " end, how many updates are still to come (lag), about how many keys there are, and bytes on disk.",
            "Exits with 1 if a node does not answer, or a partition has no owner."
        })
final class KvsStatusCommand implements Callable<Integer> {
    @Mixin
    private ServerOption server;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
        try (Cloudburst cloudburst = server.connect()) {
            StoreStatus status = cloudburst.storeNodes().status(server.storeTimeout());
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(toJson(status));
            } else {
                print(status, out);
            }
            return status.isComplete() ? 0 : Main.FAILED;
        }
    }

    private static void print(StoreStatus status, PrintWriter out) {
        if (status.nodes().isEmpty()) {
            out.println("no store node is running");
        }
        for (StoreStatus.Node node : status.nodes()) {
            out.println("node %s at %s, replica set %d".formatted(node.name(), node.address(), node.replicaSet()));
            if (node.failure().isPresent()) {
                out.println("  does not answer for its partitions %s: %s"
                        .formatted(node.announced(), node.failure().get()));
                continue;
            }
            out.println("  partition      applied          end     lag       keys        bytes");
            for (StoreStatus.Partition partition : node.partitions()) {
                out.println("  %9d %12d %12d %7d %10d %12d%s"
                        .formatted(
                                partition.partition(),
                                partition.applied(),
                                status.ends().getOrDefault(partition.partition(), 0L),
                                status.lag(partition),
                                partition.keys(),
                                partition.bytes(),
                                partition.readable() ? "" : "  not read from yet"));
            }
        }
        status.unowned()
                .forEach((set, partitions) ->
                        out.println("replica set %d: nobody answers for partitions %s".formatted(set, partitions)));
    }

    private static ObjectNode toJson(StoreStatus status) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode nodes = root.putArray("nodes");
        for (StoreStatus.Node node : status.nodes()) {
            ObjectNode object = nodes.addObject()
                    .put("name", node.name())
                    .put("replicaSet", node.replicaSet())
                    .put("address", node.address());
            node.failure().ifPresent(failure -> object.put("failure", failure));
            ArrayNode announced = object.putArray("announced");
            node.announced().forEach(announced::add);
            ArrayNode partitions = object.putArray("partitions");
            for (StoreStatus.Partition partition : node.partitions()) {
                partitions
                        .addObject()
                        .put("partition", partition.partition())
                        .put("applied", partition.applied())
                        .put("end", status.ends().getOrDefault(partition.partition(), 0L))
                        .put("lag", status.lag(partition))
                        .put("readable", partition.readable())
                        .put("keys", partition.keys())
                        .put("bytes", partition.bytes());
            }
        }
        ArrayNode unowned = root.putArray("unowned");
        status.unowned().forEach((set, partitions) -> {
            ArrayNode numbers = unowned.addObject().put("replicaSet", set).putArray("partitions");
            partitions.forEach(numbers::add);
        });
        return root;
    }
}
