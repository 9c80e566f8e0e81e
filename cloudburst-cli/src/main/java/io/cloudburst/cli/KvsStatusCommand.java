package io.cloudburst.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.cli.terminal.Table;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.StoreStatus;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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

    @Mixin
    private Output output;

    @Override
    public Integer call() {
        try (Cloudburst cloudburst = server.connect()) {
            StoreStatus status = cloudburst.storeNodes().status(server.storeTimeout());
            if (output.json()) {
                output.object(toJson(status));
            } else {
                print(status);
            }
            return status.isComplete() ? ExitCode.DONE : ExitCode.FAILED;
        }
    }

    private void print(StoreStatus status) {
        if (status.nodes().isEmpty()) {
            output.line("no store node is running");
        }
        for (StoreStatus.Node node : status.nodes()) {
            output.line("node %s at %s, replica set %d".formatted(node.name(), node.address(), node.replicaSet()));
            if (node.failure().isPresent()) {
                output.line("  does not answer for its partitions %s: %s"
                        .formatted(node.announced(), node.failure().get()));
                continue;
            }
            output.rows(
                    node.partitions(),
                    new Table<StoreStatus.Partition>()
                            .number("PARTITION", StoreStatus.Partition::partition)
                            .number("APPLIED", StoreStatus.Partition::applied)
                            .number("END", partition -> status.ends().getOrDefault(partition.partition(), 0L))
                            .number("LAG", status::lag)
                            .number("KEYS", StoreStatus.Partition::keys)
                            .number("BYTES", StoreStatus.Partition::bytes)
                            .text("READABLE", partition -> partition.readable() ? "yes" : "not yet"),
                    partition -> partitionJson(status, partition),
                    "it has no partitions");
        }
        status.unowned()
                .forEach((set, partitions) ->
                        output.line("replica set %d: nobody answers for partitions %s".formatted(set, partitions)));
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
                partitions.add(partitionJson(status, partition));
            }
        }
        ArrayNode unowned = root.putArray("unowned");
        status.unowned().forEach((set, partitions) -> {
            ArrayNode numbers = unowned.addObject().put("replicaSet", set).putArray("partitions");
            partitions.forEach(numbers::add);
        });
        return root;
    }

    private static ObjectNode partitionJson(StoreStatus status, StoreStatus.Partition partition) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("partition", partition.partition())
                .put("applied", partition.applied())
                .put("end", status.ends().getOrDefault(partition.partition(), 0L))
                .put("lag", status.lag(partition))
                .put("readable", partition.readable())
                .put("keys", partition.keys())
                .put("bytes", partition.bytes());
    }
}
