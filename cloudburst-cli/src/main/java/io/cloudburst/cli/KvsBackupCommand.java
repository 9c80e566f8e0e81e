package io.cloudburst.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.NodeBackups;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "backup",
        description = {
            "Have every store node back up its partitions now, into the directory that it was given for that, and wait for it.",
            "Exits with 1 if a partition was not backed up. --timeout says how long it may take."
        })
final class KvsBackupCommand implements Callable<Integer> {
    @Mixin
    private ServerOption server;

    @Mixin
    private Output output;

    @Override
    public Integer call() {
        try (Cloudburst cloudburst = server.connect()) {
            List<NodeBackups> nodes = cloudburst.storeNodes().backUp(server.timeout());
            if (nodes.isEmpty()) {
                throw new CloudburstException(ErrorCode.UNAVAILABLE, "no store node is running; nothing was backed up");
            }
            nodes.forEach(this::print);
            return nodes.stream().allMatch(NodeBackups::isComplete) ? ExitCode.DONE : ExitCode.FAILED;
        }
    }

    private void print(NodeBackups node) {
        if (output.json()) {
            output.object(toJson(node));
            return;
        }
        node.written()
                .forEach(backup -> output.line("node %s, partition %d: backup %d in %s, up to offset %d, %,d bytes"
                        .formatted(
                                node.node(),
                                backup.partition(),
                                backup.id(),
                                node.directory(),
                                backup.applied(),
                                backup.bytes())));
        node.failure().ifPresent(this::printFailure);
        node.failed()
                .forEach((partition, why) -> printFailure(
                        "node %s, partition %d: no backup was made: %s".formatted(node.node(), partition, why)));
    }

    private void printFailure(String why) {
        output.failures().print(ErrorCode.UNAVAILABLE.name(), why);
    }

    private static ObjectNode toJson(NodeBackups node) {
        ObjectNode object = JsonNodeFactory.instance
                .objectNode()
                .put("node", node.node())
                .put("replicaSet", node.replicaSet())
                .put("directory", node.directory());
        node.failure().ifPresent(why -> object.put("failure", why));
        ArrayNode backups = object.putArray("backups");
        node.written().forEach(backup -> backups.addObject()
                .put("partition", backup.partition())
                .put("backup", backup.id())
                .put("applied", backup.applied())
                .put("bytes", backup.bytes()));
        node.failed()
                .forEach((partition, why) ->
                        backups.addObject().put("partition", partition).put("failure", why));
        return object;
    }
}
