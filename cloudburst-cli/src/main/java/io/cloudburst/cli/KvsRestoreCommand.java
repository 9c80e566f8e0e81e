package io.cloudburst.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.cli.terminal.Table;
import io.cloudburst.kvs.StoreRestore;
import io.cloudburst.stack.StackSettings;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "restore",
        description = {
            "Make the data directory of a store node that does not run of the newest backups. When the node is started it goes on"
                    + " from there with the log.",
            "A node whose directory is empty does so by itself."
        })
final class KvsRestoreCommand implements Runnable {
    @Option(
            names = {"-d", "--directory"},
            paramLabel = "DIR",
            description = "Of the node (default: that of 'up' in .cloudburst).")
    private Path directory = StackSettings.storeIn(Path.of(UpCommand.DIRECTORY));

    @Option(
            names = "--backup-directory",
            paramLabel = "DIR",
            description = "That the node was given for its backups (default: that of 'up' in .cloudburst).")
    private Path backups = StackSettings.backupsIn(Path.of(UpCommand.DIRECTORY));

    @Option(
            names = "--replace",
            description =
                    "Put the partitions that are there aside, as partition-N.aside, in place of what was put aside before.")
    private boolean replace;

    @Mixin
    private Output output;

    @Override
    public void run() {
        output.rows(
                new StoreRestore(backups, directory).run(replace),
                new Table<StoreRestore.Restored>()
                        .number("PARTITION", StoreRestore.Restored::partition)
                        .number("BACKUP", StoreRestore.Restored::backup)
                        .number("APPLIED", StoreRestore.Restored::applied)
                        .number("BYTES", StoreRestore.Restored::bytes)
                        .text("MADE", StoreRestore.Restored::made),
                KvsRestoreCommand::toJson,
                "there is nothing to restore");
    }

    private static ObjectNode toJson(StoreRestore.Restored restored) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("partition", restored.partition())
                .put("backup", restored.backup())
                .put("applied", restored.applied())
                .put("made", restored.made().toString())
                .put("bytes", restored.bytes());
    }
}
