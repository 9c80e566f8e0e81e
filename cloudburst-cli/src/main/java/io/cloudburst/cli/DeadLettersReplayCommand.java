package io.cloudburst.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.DeadLetters.Replayed;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

@Command(
        name = "replay",
        description = {
            "Put records back on the topic and partition that they came from, as they were, for instance after an upgrade that can read"
                    + " them. What fails again becomes a dead letter again.",
            "Name them by the offsets that list shows, or say --all --yes for all that were not replayed before, which --topic,"
                    + " --reason and --from narrow down. Exits with 1 if one could not be put back."
        })
final class DeadLettersReplayCommand implements Callable<Integer> {
    @Mixin
    private ServerOption server;

    @Mixin
    private DeadLettersCommand.Selection selection;

    @Parameters(paramLabel = "OFFSET", arity = "0..*", description = "Of a dead letter, as list shows it.")
    private List<Long> offsets = List.of();

    @Option(names = "--all", description = "All that were not replayed before.")
    private boolean all;

    @Option(
            names = {"-y", "--yes"},
            description = "With --all: yes, all of them.")
    private boolean yes;

    @Option(names = "--again", description = "With offsets: also what was replayed before.")
    private boolean again;

    @Mixin
    private Output output;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    private long replayed;
    private long refused;

    @Override
    public Integer call() {
        check();
        try (Cloudburst cloudburst = server.connect()) {
            if (all) {
                cloudburst.deadLetters().replayAll(selection.filter(spec.commandLine()), server.timeout(), this::print);
            } else {
                cloudburst.deadLetters().replay(new TreeSet<>(offsets), again, server.timeout(), this::print);
            }
        }
        if (replayed + refused == 0) {
            output.note("there is nothing to replay");
        }
        return refused == 0 ? ExitCode.DONE : ExitCode.FAILED;
    }

    private void check() {
        if (all == !offsets.isEmpty()) {
            throw wrong("Name offsets, or say --all.");
        }
        if (all && !yes) {
            throw wrong(
                    "--all puts back every record that was not replayed before and that --topic, --reason and --from leave;"
                            + " 'dead-letters list' shows them. Say --yes as well to do it.");
        }
        if (all && again) {
            throw wrong("--again goes with offsets, not with --all.");
        }
        if (!all && !selection.isEmpty()) {
            throw wrong("--topic, --reason and --from go with --all, not with offsets.");
        }
        offsets.stream().filter(offset -> offset < 0).findFirst().ifPresent(offset -> {
            throw wrong("an offset is at least 0, not " + offset);
        });
    }

    private ParameterException wrong(String why) {
        return new ParameterException(spec.commandLine(), why);
    }

    private void print(Replayed one) {
        if (one.refusal().isPresent()) {
            refused++;
        } else {
            replayed++;
        }
        if (output.json()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode().put("offset", one.offset());
            one.now().ifPresent(now -> DeadLetterText.put(object.putObject("now"), now));
            one.refusal().ifPresent(why -> object.put("refusal", why));
            output.object(object);
        } else if (one.refusal().isPresent()) {
            output.failures()
                    .print(
                            "REFUSED",
                            "%d cannot be replayed: %s"
                                    .formatted(one.offset(), one.refusal().get()));
        } else {
            output.line("%d is now %s".formatted(one.offset(), one.now().orElseThrow()));
        }
    }
}
