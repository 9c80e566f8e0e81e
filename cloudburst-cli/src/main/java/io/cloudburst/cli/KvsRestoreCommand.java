package io.cloudburst.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.cloudburst.kvs.StoreRestore;
import io.cloudburst.stack.StackSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "restore",
        description = {
            "Make the data directory of a store node that does not run of the newest backups. When the node is started it goes on"
                    + " from there with the log.",
            "A node whose directory is empty does so by itself."
        })
final class KvsRestoreCommand implements Callable<Integer> {
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

    @Option(names = "--json", description = "Print one JSON object a partition.")
    private boolean json;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        List<StoreRestore.Restored> all = new StoreRestore(backups, directory).run(replace);
        for (StoreRestore.Restored restored : all) {
            if (json) {
                out.println(JsonNodeFactory.instance
                        .objectNode()
                        .put("partition", restored.partition())
                        .put("backup", restored.backup())
                        .put("applied", restored.applied())
                        .put("made", restored.made().toString())
                        .put("bytes", restored.bytes()));
            } else {
                out.println("partition %d: backup %d of %s, up to offset %d, %d bytes"
                        .formatted(
                                restored.partition(),
                                restored.backup(),
                                restored.made(),
                                restored.applied(),
                                restored.bytes()));
            }
        }
        return 0;
    }
}
