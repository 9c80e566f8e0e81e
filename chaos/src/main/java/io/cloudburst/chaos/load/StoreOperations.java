package io.cloudburst.chaos.load;

import io.cloudburst.chaos.history.Change;
import io.cloudburst.chaos.history.Change.Type;
import io.cloudburst.chaos.history.Effect;
import io.cloudburst.chaos.history.Group;
import io.cloudburst.client.Cloudburst;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Reads and writes through the SDK, by several clients in turn. */
final class StoreOperations {
    private static final int KEYS = 8;
    private static final int FLAGS = 500;
    private static final int NAMES = 4;
    private static final int NUMBERS = 1_000_000;
    /** Of those that are remembered for removal. */
    private static final int MOST_ADDED = 1_000;

    private final List<Cloudburst> clients;
    private final Duration timeout;
    /** What the clients know that they have added, to be removed. */
    private final Queue<Added> added = new ConcurrentLinkedQueue<>();

    /** How many each client has written of its own totals and versions: one more with each that is made. */
    private long made;

    private record Added(int client, String key, String element) {}

    /** @param timeout of the clients' reads and writes */
    StoreOperations(List<Cloudburst> clients, Duration timeout) {
        this.clients = clients;
        this.timeout = timeout;
    }

    List<Kind> kinds() {
        List<Kind> kinds = new ArrayList<>(List.of(
                new Kind(20, this::add),
                new Kind(3, this::addAndTake),
                new Kind(10, this::addToSet),
                new Kind(5, this::removeFromSet),
                new Kind(8, this::put),
                new Kind(3, this::delete),
                new Kind(1, this::putLarge),
                new Kind(5, this::putIntoMap),
                new Kind(2, this::removeFromMap),
                new Kind(16, this::read),
                new Kind(5, (id, random) -> putAndGet(id)),
                new Kind(3, (id, random) -> addAndLook(id))));
        for (Type type : List.of(
                Type.MAX,
                Type.MIN,
                Type.FLAG,
                Type.LOWEST_PRIORITY,
                Type.GROW_ONLY_SET,
                Type.ORDERED_SET,
                Type.MAP_OF_MAXIMA,
                Type.TOTALS,
                Type.CAUSAL,
                Type.CAUSAL_WITH_DEPENDENCIES)) {
            kinds.add(new Kind(2, (id, random) -> merge(id, type, random)));
        }
        return kinds;
    }

    private int client(long id) {
        return (int) (id % clients.size());
    }

    private Duration end() {
        return timeout.plus(CallOperations.GRACE);
    }

    private interface Write {
        void by(Cloudburst client);
    }

    private Operation write(long id, String kind, Change change, Write write) {
        return write(client(id), id, kind, change, write);
    }

    private Operation write(int client, long id, String kind, Change change, Write write) {
        return write(client, kind, end(), new Effect("w" + id, List.of(change)), write);
    }

    private Operation write(int client, String kind, Duration within, Effect effect, Write write) {
        return Operation.write(client, kind, Group.WRITE, within, null, effect, () -> {
            write.by(clients.get(client));
            return CompletableFuture.completedFuture("ok");
        });
    }

    private static String key(String kind, Random random) {
        return Keys.PREFIX + kind + "/" + random.nextInt(KEYS);
    }

    private Operation add(long id, Random random) {
        long amount = 1 + random.nextInt(5);
        String key = key("counter", random);
        return write(id, "add", Change.add(key, amount), client -> client.counter(key)
                .add(amount));
    }

    private Operation addAndTake(long id, Random random) {
        long amount = random.nextInt(11) - 5L;
        String key = key("balance", random);
        return write(id, "add or take", Change.add(key, amount), client -> client.counter(key)
                .add(amount));
    }

    private Operation addToSet(long id, Random random) {
        String key = key("set", random);
        String element = "e" + id;
        return write(id, "add to a set", Change.element(key, element), client -> {
            client.set(key, String.class).add(element);
            if (added.size() < MOST_ADDED) {
                added.add(new Added(client(id), key, element));
            }
        });
    }

    /** By who has added it, who sees it therefore. */
    private Operation removeFromSet(long id, Random random) {
        Added known = added.poll();
        if (known == null) {
            return addToSet(id, random);
        }
        return write(
                known.client(),
                id,
                "remove from a set",
                Change.removal(known.key(), Type.SET, known.element()),
                client -> client.set(known.key(), String.class).remove(known.element()));
    }

    private Operation put(long id, Random random) {
        String key = key("object", random);
        String object = "v" + id;
        return write(id, "put", Change.object(key, object), client -> client.put(key, object));
    }

    private Operation delete(long id, Random random) {
        String key = key("object", random);
        return write(id, "delete", Change.removal(key, Type.OBJECT, ""), client -> client.delete(key));
    }

    private Operation putLarge(long id, Random random) {
        String key = Keys.LARGE + random.nextInt(KEYS);
        // Its chunks are waited for, and then what stands for them.
        return write(
                client(id),
                "put what is large",
                end().plus(timeout),
                new Effect("w" + id, List.of(Change.of(key, Type.LARGE_OBJECT, LargeTexts.nameOf(id)))),
                client -> client.put(key, LargeTexts.of(id)));
    }

    /** Names belong to clients: who removes one has seen what it has put there itself. */
    private String name(long id, Random random) {
        return "c" + client(id) + "-" + random.nextInt(NAMES);
    }

    private Operation putIntoMap(long id, Random random) {
        String key = key("map", random);
        String name = name(id, random);
        String object = "v" + id;
        return write(
                id, "put into a map", Change.named(key, Type.MAP, name, object), client -> client.map(key, String.class)
                        .put(name, object));
    }

    private Operation removeFromMap(long id, Random random) {
        String key = key("map", random);
        String name = name(id, random);
        return write(
                id, "remove from a map", Change.removal(key, Type.MAP, name), client -> client.map(key, String.class)
                        .remove(name));
    }

    private Operation merge(long id, Type type, Random random) {
        Change change = drawn(id, type, random);
        return write(id, "merge", change, client -> client.merge(change.key(), Lattices.of(change)));
    }

    private Change drawn(long id, Type type, Random random) {
        String key =
                switch (type) {
                    case CAUSAL -> key("causal", random);
                    // So many that some are not set.
                    case FLAG -> Keys.PREFIX + "flag/" + random.nextInt(FLAGS);
                    default -> key(type.name().toLowerCase(Locale.ROOT), random);
                };
        return switch (type) {
            case MAX, MIN, LOWEST_PRIORITY -> Change.of(key, type, random.nextInt(NUMBERS));
            case FLAG -> Change.of(key, type, random.nextBoolean());
            case MAP_OF_MAXIMA -> Change.named(key, type, "n" + random.nextInt(NAMES), random.nextInt(NUMBERS));
            // A writer is a client, and counts from 1.
            case TOTALS, CAUSAL, CAUSAL_WITH_DEPENDENCIES -> Change.named(key, type, client(id) + 1, ++made);
            default -> Change.of(key, type, "e" + id);
        };
    }

    private Operation read(long id, Random random) {
        String key = key("counter", random);
        return Operation.read(
                client(id),
                "read",
                end(),
                key,
                () -> CompletableFuture.completedFuture(
                        Long.toString(clients.get(client(id)).counter(key).value())));
    }

    /** Its own write is what a client reads. */
    private Operation putAndGet(long id) {
        String key = Keys.PREFIX + "own/" + id;
        String object = "v" + id;
        return seen(id, "put and get", Change.object(key, object), object, client -> {
            client.put(key, object);
            return client.get(key, String.class).orElse("nothing");
        });
    }

    private Operation addAndLook(long id) {
        String key = Keys.PREFIX + "own-set/" + id % KEYS;
        String element = "e" + id;
        return seen(id, "add to a set and look", Change.element(key, element), "true", client -> {
            client.set(key, String.class).add(element);
            return Boolean.toString(client.set(key, String.class).contains(element));
        });
    }

    private interface Look {
        String by(Cloudburst client);
    }

    private Operation seen(long id, String kind, Change change, String expected, Look look) {
        return Operation.write(
                client(id),
                kind,
                Group.READ,
                // A write, and a read.
                end().plus(timeout),
                expected,
                new Effect("w" + id, List.of(change)),
                () -> CompletableFuture.completedFuture(look.by(clients.get(client(id)))));
    }
}
