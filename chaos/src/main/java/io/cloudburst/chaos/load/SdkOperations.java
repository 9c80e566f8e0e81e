package io.cloudburst.chaos.load;

import io.cloudburst.chaos.history.Change;
import io.cloudburst.chaos.history.Effect;
import io.cloudburst.chaos.history.Group;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.RegisteredFunction;
import io.cloudburst.lattices.Max;
import io.cloudburst.sdk.CallOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.LongStream;

/** Calls and store operations through the SDK, by several clients in turn. */
final class SdkOperations {
    /** What an end may come after its time: this process shares its cores with nine others. */
    static final Duration GRACE = Duration.ofSeconds(10);

    private static final int KEYS = 8;
    private static final int LONGEST_DELAY_MILLIS = 3_000;

    private final List<Cloudburst> clients;
    private final Duration callTimeout;
    private final Duration storeTimeout;
    /** The token that was used last with an idempotency key, to be used once more; null: a new one is next. */
    private String again;

    /**
     * @param callTimeout of the clients' calls
     * @param storeTimeout of their reads and writes
     */
    SdkOperations(List<Cloudburst> clients, Duration callTimeout, Duration storeTimeout) {
        this.clients = clients;
        this.callTimeout = callTimeout;
        this.storeTimeout = storeTimeout;
    }

    List<Kind> kinds() {
        return List.of(
                new Kind(20, (id, random) -> call(id, "single", ChaosFunctions.SQUARE, Group.CALL)),
                new Kind(20, (id, random) -> chain(id)),
                new Kind(10, this::fanOut),
                new Kind(12, (id, random) -> spread(id)),
                new Kind(6, this::delayed),
                new Kind(18, (id, random) -> count(id, "counting", ChaosFunctions.COUNT, Group.CALL)),
                new Kind(12, (id, random) -> once(id)),
                new Kind(8, (id, random) -> call(id, "remote", ChaosFunctions.REMOTE_SQUARE, Group.REMOTE_CALL)),
                new Kind(
                        6,
                        (id, random) -> count(id, "remote counting", ChaosFunctions.REMOTE_COUNT, Group.REMOTE_CALL)),
                new Kind(22, this::add),
                new Kind(10, this::addToSet),
                new Kind(10, this::put),
                new Kind(6, this::max),
                new Kind(16, this::read));
    }

    private int client(long id) {
        return (int) (id % clients.size());
    }

    private Duration callEnd() {
        return callTimeout.plus(GRACE);
    }

    private Operation call(long id, String kind, String function, Group group) {
        return Operation.call(
                client(id),
                kind,
                group,
                callEnd(),
                id * id,
                () -> text(function(id, function, Long.class).call(id)));
    }

    private Operation chain(long id) {
        return Operation.call(
                client(id),
                "fused chain",
                Group.CALL,
                callEnd(),
                (id + 1) * (id + 1),
                () -> text(clients.get(client(id))
                        .callDag(ChaosFunctions.CHAIN, Map.of(ChaosFunctions.INCR, List.of(id)), Long.class)));
    }

    private Operation fanOut(long id, Random random) {
        List<Long> numbers =
                LongStream.range(id, id + 1 + random.nextInt(8)).boxed().toList();
        long sum = numbers.stream().mapToLong(number -> number + 1).sum();
        return Operation.call(
                client(id),
                "fan-out",
                Group.CALL,
                callEnd(),
                sum,
                () -> text(clients.get(client(id))
                        .callDag(ChaosFunctions.FAN_OUT, Map.of("all", List.of(numbers)), Long.class)));
    }

    private Operation spread(long id) {
        return Operation.call(
                client(id),
                "spread",
                Group.CALL,
                callEnd(),
                id + 2 + (id + 1) * (id + 1),
                () -> text(clients.get(client(id))
                        .callDag(ChaosFunctions.SPREAD, Map.of("top", List.of(id)), Long.class)));
    }

    private Operation delayed(long id, Random random) {
        Duration delay = Duration.ofMillis(random.nextInt(LONGEST_DELAY_MILLIS));
        return Operation.call(client(id), "delayed", Group.CALL, callEnd().plus(delay), id * id, () -> {
            long begun = System.nanoTime();
            return text(function(id, ChaosFunctions.SQUARE, Long.class)
                            .with(CallOptions.NONE.withDelay(delay))
                            .call(id))
                    .thenApply(result -> {
                        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
                        return millis < delay.toMillis()
                                ? "after %d ms, although it was to wait for %d".formatted(millis, delay.toMillis())
                                : result;
                    });
        });
    }

    private Operation count(long id, String kind, String function, Group group) {
        String token = "c" + id;
        return Operation.write(
                client(id),
                kind,
                group,
                callEnd(),
                token,
                ChaosFunctions.effectOf(token),
                () -> text(function(id, function, String.class).call(token)));
    }

    /** Each second one does again what the one before it did, as a rule with another client. */
    private Operation once(long id) {
        String token = again == null ? "o" + id : again;
        again = again == null ? token : null;
        return Operation.write(
                client(id),
                "with a key, twice",
                Group.CALL,
                callEnd(),
                token,
                ChaosFunctions.effectOf(token),
                () -> text(function(id, ChaosFunctions.COUNT, String.class)
                        .with(CallOptions.NONE.withIdempotencyKey(token))
                        .call(token)));
    }

    private <R> RegisteredFunction<R> function(long id, String name, Class<R> type) {
        return clients.get(client(id)).function(name, type);
    }

    private Operation add(long id, Random random) {
        long amount = 1 + random.nextInt(5);
        String key = counter(random);
        return store(id, "add", Change.add(key, amount), client -> client.counter(key)
                .add(amount));
    }

    private Operation addToSet(long id, Random random) {
        String key = Keys.PREFIX + "set/" + random.nextInt(KEYS);
        String element = "e" + id;
        return store(id, "add to a set", Change.element(key, element), client -> client.set(key, String.class)
                .add(element));
    }

    private Operation put(long id, Random random) {
        String key = Keys.PREFIX + "object/" + random.nextInt(KEYS);
        String object = "v" + id;
        return store(id, "put", Change.object(key, object), client -> client.put(key, object));
    }

    private Operation max(long id, Random random) {
        String key = Keys.PREFIX + "max/" + random.nextInt(KEYS);
        long number = random.nextInt(1_000_000);
        return store(id, "max", Change.max(key, number), client -> client.merge(key, Max.of(number)));
    }

    private interface Write {
        void by(Cloudburst client);
    }

    private Operation store(long id, String kind, Change change, Write write) {
        return Operation.write(
                client(id),
                kind,
                Group.WRITE,
                storeTimeout.plus(GRACE),
                null,
                new Effect("w" + id, List.of(change)),
                () -> {
                    write.by(clients.get(client(id)));
                    return CompletableFuture.completedFuture("ok");
                });
    }

    private Operation read(long id, Random random) {
        String key = counter(random);
        return new Operation(
                client(id),
                "read",
                Group.READ,
                storeTimeout.plus(GRACE),
                null,
                null,
                key,
                () -> CompletableFuture.completedFuture(
                        Long.toString(clients.get(client(id)).counter(key).value())));
    }

    private static String counter(Random random) {
        return Keys.PREFIX + "counter/" + random.nextInt(KEYS);
    }

    private static CompletableFuture<String> text(CompletableFuture<?> result) {
        Function<Object, String> text = String::valueOf;
        return result.thenApply(text);
    }
}
