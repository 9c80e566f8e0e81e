package io.cloudburst.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.cli.terminal.Table;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.Deletion;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.Names;
import io.cloudburst.sdk.deadline.Await;
import io.cloudburst.sdk.json.lattice.KeyJson;
import io.cloudburst.sdk.json.lattice.LatticeJson;
import io.cloudburst.sdk.json.lattice.TypeNames;
import io.cloudburst.sdk.store.StoredValue;
import io.cloudburst.server.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "kvs",
        description = {
            "With a command, look at the store and change it.",
            "Without one, run a node of the store, until it is told to end."
        },
        synopsisSubcommandLabel = "[COMMAND]",
        subcommands = {KvsStatusCommand.class, KvsBackupCommand.class, KvsRestoreCommand.class})
final class KvsCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Mixin
    private RoleOptions role;

    @Override
    public Integer call() throws InterruptedException {
        return role.run(Role.KVS, spec);
    }

    /** Whether the form that can be merged back is printed too. */
    private static final class StateOption {
        @Option(names = "--state", description = "Also print the state: everything that merge needs to write it again.")
        private boolean wanted;
    }

    @Command(
            description = {
                "Print a key as JSON, in one line: its lattice type, value, version and size.",
                "Exits with 3 if there is no such key, or it was deleted or has expired."
            })
    int get(
            @Mixin ServerOption server,
            @Mixin Output output,
            @Mixin StateOption state,
            @Parameters(paramLabel = "KEY") String key) {
        try (Cloudburst cloudburst = server.connect()) {
            StoredValue stored = read(cloudburst, server, key);
            if (stored.lattice().isEmpty()) {
                return isNotThere(output, key);
            }
            output.object(KeyJson.describe(key, stored, state.wanted));
            return KeyJson.isLive(stored.lattice().get()) ? ExitCode.DONE : ExitCode.NOT_THERE;
        }
    }

    private static StoredValue read(Cloudburst cloudburst, ServerOption server, String key) {
        Duration timeout = server.storeTimeout();
        return Await.result(
                cloudburst.store().get(Names.checkKey(key), List.of(), timeout), timeout.plusSeconds(1), "the read");
    }

    private static int isNotThere(Output output, String key) {
        output.failures().print("KEY_NOT_FOUND", "there is no key '%s'".formatted(key));
        return ExitCode.NOT_THERE;
    }

    @Command(description = "List the keys that begin with PREFIX; with --json each as get does.")
    void scan(
            @Mixin ServerOption server,
            @Mixin Output output,
            @Mixin StateOption state,
            @Parameters(paramLabel = "PREFIX", arity = "0..1", defaultValue = "", description = "All unless given.")
                    String prefix,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "100",
                            description = "At most so many (default: ${DEFAULT-VALUE}).")
                    int limit) {
        if (limit < 1) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--limit must be at least 1, not " + limit);
        }
        try (Cloudburst cloudburst = server.connect()) {
            List<ObjectNode> keys = new ArrayList<>();
            cloudburst
                    .store()
                    .scan(prefix, limit, server.storeTimeout())
                    .forEach((key, stored) -> keys.add(KeyJson.describe(key, stored, state.wanted)));
            output.rows(
                    keys,
                    table(state.wanted),
                    Function.identity(),
                    prefix.isEmpty() ? "the store has no keys" : "no keys begin with '%s'".formatted(prefix));
            if (keys.size() == limit) {
                output.note("these are the first %,d; there may be more (--limit)".formatted(limit));
            }
        }
    }

    @Command(description = "Put an object: JSON; what is no JSON is a string; @FILE is what the file has.")
    void put(
            @Mixin ServerOption server,
            @Mixin Output output,
            @Parameters(paramLabel = "KEY") String key,
            @Parameters(paramLabel = "VALUE") String value,
            @Option(
                            names = "--ttl",
                            paramLabel = "TIME",
                            converter = DurationArgument.class,
                            description = "How long it is there, such as 30s, 10m, 1h30m, 7d; for ever unless given.")
                    Duration timeToLive) {
        try (Cloudburst cloudburst = server.connect()) {
            if (timeToLive == null) {
                cloudburst.put(key, JsonArguments.value(value));
            } else {
                cloudburst.put(key, JsonArguments.value(value), timeToLive);
            }
        }
    }

    @Command(
            description = {
                "Merge a lattice into what a key has.",
                "TYPE is what get shows, such as max, map, grow-only-set; or object, counter, set for those of the SDK.",
                "JSON is a value or a state as get --state shows them. A value is written as of now: a number adds to a"
                        + " counter, elements are added to a set. Merging the state of a key into it changes nothing."
            },
            footer = {
                "",
                "Examples:",
                "  cloudburst kvs merge best max 7",
                "  cloudburst kvs merge tags set '[\"a\", \"b\"]'",
                "  cloudburst kvs merge page map '{\"visits\": {\"max\": 3}}'"
            })
    void merge(
            @Mixin ServerOption server,
            @Mixin Output output,
            @Parameters(paramLabel = "KEY") String key,
            @Parameters(paramLabel = "TYPE") String type,
            @Parameters(paramLabel = "JSON") String json) {
        Lattice<?> delta = delta(type, json);
        try (Cloudburst cloudburst = server.connect()) {
            // Afterwards nobody would hear of it: the store takes it for a dead letter.
            read(cloudburst, server, key)
                    .lattice()
                    .filter(seen -> seen.type() != delta.type())
                    .ifPresent(seen -> {
                        throw new CloudburstException(
                                ErrorCode.INVALID_ARGUMENT,
                                "'%s' has a %s, not a %s; use another key, or merge a %s"
                                        .formatted(key, seen.type(), delta.type(), seen.type()));
                    });
            cloudburst.merge(key, delta);
        }
    }

    private static Lattice<?> delta(String type, String json) {
        try {
            return LatticeJson.read(TypeNames.parse(type), json);
        } catch (IllegalArgumentException e) {
            throw new CloudburstException(ErrorCode.INVALID_ARGUMENT, e.getMessage(), e);
        }
    }

    @Command(
            description = {
                "Delete a key: an object; the elements of a set, the names of a map, the value of a counter that are"
                        + " seen. What only grows cannot be deleted.",
                "Exits with 3 if there is no such key."
            })
    int delete(@Mixin ServerOption server, @Mixin Output output, @Parameters(paramLabel = "KEY") String key) {
        try (Cloudburst cloudburst = server.connect()) {
            Optional<Lattice<?>> seen = read(cloudburst, server, key).lattice();
            if (seen.filter(KeyJson::isLive).isEmpty()) {
                return isNotThere(output, key);
            }
            Deletion.of(key, seen.get(), cloudburst);
            return 0;
        }
    }

    @Command(description = "Add to a counter, and print what it has come to.")
    void add(
            @Mixin ServerOption server,
            @Mixin Output output,
            @Parameters(paramLabel = "KEY") String key,
            @Parameters(paramLabel = "N") long n) {
        try (Cloudburst cloudburst = server.connect()) {
            cloudburst.counter(key).add(n);
            long value = cloudburst.counter(key).value();
            output.result(
                    Long.toString(value),
                    JsonNodeFactory.instance.objectNode().put("key", key).put("value", value));
        }
    }

    private static Table<ObjectNode> table(boolean withState) {
        Table<ObjectNode> table = new Table<ObjectNode>()
                .name("KEY", key -> key.get("key").textValue())
                .text("TYPE", key -> key.get("type").textValue())
                .faint("VERSION", key -> key.at("/version/partition") + "@" + key.at("/version/offset"))
                .number("BYTES", key -> key.get("bytes").longValue());
        return (withState ? table.text("STATE", key -> key.path("state")) : table).text("VALUE", KvsCommand::value);
    }

    private static String value(ObjectNode key) {
        return key.has("deleted")
                ? "(deleted)"
                : key.has("expired") ? "(expired)" : key.get("value").toString();
    }
}
