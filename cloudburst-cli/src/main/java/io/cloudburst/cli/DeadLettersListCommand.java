package io.cloudburst.cli;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.DeadLetter;
import io.cloudburst.client.DeadLetterFilter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

@Command(
        name = "list",
        description = {
            "Print the dead letters, oldest first: offset, time, where the record was (topic-partition@offset), its key, why it could not"
                    + " be taken, and the beginning of its value.",
            "The newest ones; with --from the first ones from there."
        })
final class DeadLettersListCommand implements Callable<Integer> {
    @Mixin
    private ServerOption server;

    @Mixin
    private DeadLettersCommand.Selection selection;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "At most so many, up to 10000 (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Mixin
    private Output output;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
        if (limit < 1 || limit > 10_000) {
            throw new ParameterException(spec.commandLine(), "--limit must be from 1 to 10000, not " + limit);
        }
        DeadLetterFilter filter = selection.filter(spec.commandLine());
        try (Cloudburst cloudburst = server.connect()) {
            List<DeadLetter> letters = cloudburst.deadLetters().list(filter, limit, server.timeout());
            if (letters.isEmpty()) {
                output.note(selection.isEmpty() ? "there are no dead letters" : "there are no such dead letters");
            }
            letters.forEach(letter -> output.result(DeadLetterText.toLines(letter), DeadLetterText.toJson(letter)));
        }
        return ExitCode.DONE;
    }
}
