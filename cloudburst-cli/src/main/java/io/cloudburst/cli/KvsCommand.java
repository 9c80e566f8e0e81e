package io.cloudburst.cli;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.Names;
import io.cloudburst.sdk.deadline.Await;
import io.cloudburst.sdk.store.StoredValue;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "kvs", description = "Look at the store and change it.", synopsisSubcommandLabel = "COMMAND")
final class KvsCommand implements Runnable {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Say what to do with the store.");
    }

    @Command(description = "Print a key: its lattice type, value, version and size, as JSON.")
    void get(@Mixin ServerOption server, @Parameters(paramLabel = "KEY") String key) {
        try (Cloudburst cloudburst = server.connect()) {
            StoredValue stored = Await.result(
                    cloudburst.store().get(Names.checkKey(key), List.of(), TIMEOUT),
                    TIMEOUT.plusSeconds(1),
                    "the read");
            if (stored.lattice().isEmpty()) {
                throw new CloudburstException(ErrorCode.INVALID_ARGUMENT, "there is no key '%s'".formatted(key));
            }
            print(key, stored);
        }
    }

    @Command(description = "Print the keys that begin with PREFIX, a line each; as get does.")
    void scan(
            @Mixin ServerOption server,
            @Parameters(paramLabel = "PREFIX", defaultValue = "") String prefix,
            @CommandLine.Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "100",
                            description = "At most so many (default: ${DEFAULT-VALUE}).")
                    int limit) {
        try (Cloudburst cloudburst = server.connect()) {
            cloudburst.store().scan(prefix, limit, TIMEOUT).forEach(this::print);
        }
    }

    @Command(description = "Put an object: JSON; what is no JSON is a string.")
    void put(
            @Mixin ServerOption server,
            @Parameters(paramLabel = "KEY") String key,
            @Parameters(paramLabel = "VALUE") String value) {
        try (Cloudburst cloudburst = server.connect()) {
            cloudburst.put(key, JsonArguments.value(value));
        }
    }

    @Command(description = "Delete an object.")
    void delete(@Mixin ServerOption server, @Parameters(paramLabel = "KEY") String key) {
        try (Cloudburst cloudburst = server.connect()) {
            cloudburst.delete(key);
        }
    }

    @Command(description = "Add to a counter, and print what it has come to.")
    void add(
            @Mixin ServerOption server,
            @Parameters(paramLabel = "KEY") String key,
            @Parameters(paramLabel = "N") long n) {
        try (Cloudburst cloudburst = server.connect()) {
            cloudburst.counter(key).add(n);
            spec.commandLine().getOut().println(cloudburst.counter(key).value());
        }
    }

    private void print(String key, StoredValue stored) {
        spec.commandLine().getOut().println(LatticeJson.describe(key, stored));
    }
}
