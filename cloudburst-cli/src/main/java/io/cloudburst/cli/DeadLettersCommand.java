package io.cloudburst.cli;

import io.cloudburst.client.DeadLetterFilter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

@Command(
        name = "dead-letters",
        description = "Look at what could not be read or applied, and put it back where it came from.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {DeadLettersListCommand.class, DeadLettersReplayCommand.class})
final class DeadLettersCommand {
    /** Which are meant. */
    static final class Selection {
        @Option(names = "--topic", paramLabel = "TOPIC", description = "Only those that were on this topic.")
        private String topic;

        @Option(names = "--reason", paramLabel = "TEXT", description = "Only those with this in their reason.")
        private String reason;

        @Option(
                names = "--from",
                paramLabel = "OFFSET",
                defaultValue = "0",
                description = "Only those at this offset of the dead-letter topic and after it.")
        private long from;

        DeadLetterFilter filter(CommandLine command) {
            if (from < 0) {
                throw new ParameterException(command, "--from must be at least 0, not " + from);
            }
            DeadLetterFilter filter = DeadLetterFilter.ALL.withFrom(from);
            filter = topic == null ? filter : filter.withTopic(topic);
            return reason == null ? filter : filter.withReason(reason);
        }

        boolean isEmpty() {
            return topic == null && reason == null && from == 0;
        }
    }
}
