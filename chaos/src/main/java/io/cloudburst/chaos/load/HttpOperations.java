package io.cloudburst.chaos.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudburst.chaos.history.Change;
import io.cloudburst.chaos.history.Change.Type;
import io.cloudburst.chaos.history.Effect;
import io.cloudburst.chaos.history.Group;
import io.cloudburst.chaos.load.Gateways.Asked;
import io.cloudburst.chaos.load.Gateways.Said;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** The same over HTTP, at the gateways in turn. */
final class HttpOperations {
    private static final int KEYS = 4;
    private static final int NUMBERS = 1_000_000;
    /** A gateway waits for a store node, for Kafka. */
    private static final Duration STORE_TIME = Duration.ofSeconds(30);

    private static final Duration ANSWER_TIME = Duration.ofSeconds(2);

    private final Gateways gateways;
    private final Duration callTimeout;
    private final int client;

    /** @param client who these are in the history: somebody who reads nothing */
    HttpOperations(Gateways gateways, Duration callTimeout, int client) {
        this.gateways = gateways;
        this.callTimeout = callTimeout;
        this.client = client;
    }

    List<Kind> kinds() {
        return List.of(
                new Kind(10, (id, random) -> square(id)),
                new Kind(8, (id, random) -> count(id)),
                new Kind(6, (id, random) -> later(id)),
                new Kind(4, this::put),
                new Kind(4, this::addToSet),
                new Kind(3, this::add),
                new Kind(3, this::merge));
    }

    private int first(long id) {
        return (int) (id % gateways.count());
    }

    private Duration callEnd() {
        return callTimeout.plus(CallOperations.GRACE);
    }

    private Asked calls(String function, String argument, String key, String... headers) {
        return new Asked(
                "POST",
                "/v1/functions/" + function + "/calls",
                "{\"args\": [%s], \"timeoutMs\": %d}".formatted(argument, callTimeout.toMillis()),
                key,
                true,
                headers);
    }

    /** Pure, so that nothing is lost where it runs twice. */
    private Operation square(long id) {
        return Operation.call(
                client,
                "over HTTP",
                Group.HTTP_CALL,
                callEnd(),
                id * id,
                () -> result(id, calls(ChaosFunctions.SQUARE, Long.toString(id), null)));
    }

    private Operation count(long id) {
        String token = "h" + id;
        return Operation.write(
                client,
                "over HTTP, with a key",
                Group.HTTP_CALL,
                callEnd(),
                token,
                ChaosFunctions.effectOf(token),
                () -> result(id, calls(ChaosFunctions.COUNT, '"' + token + '"', token)));
    }

    /** Accepted by one gateway, asked for at another. */
    private Operation later(long id) {
        String token = "l" + id;
        return Operation.write(
                client,
                "over HTTP, asked for later",
                Group.HTTP_CALL,
                callEnd(),
                token,
                ChaosFunctions.effectOf(token),
                () -> result(id, calls(ChaosFunctions.COUNT, '"' + token + '"', token, "Prefer", "respond-async")));
    }

    private CompletableFuture<String> result(long id, Asked call) {
        // After the call's own time, so that the answer that says so arrives.
        Duration time = callTimeout.plus(ANSWER_TIME);
        long deadline = System.nanoTime() + time.toNanos();
        return gateways.ask(first(id), call, time).thenCompose(said -> follow(id, said, deadline));
    }

    /** As long as it is accepted only, asks for the answer. */
    private CompletableFuture<String> follow(long id, Said said, long deadline) {
        if (said.status() != 202) {
            return CompletableFuture.completedFuture(said.body().path("result").asText());
        }
        Duration left = Duration.ofNanos(deadline - System.nanoTime());
        if (left.isNegative()) {
            return CompletableFuture.failedFuture(
                    new OperationError("TIMEOUT", "accepted as " + said.location() + ", and not answered"));
        }
        Asked asked = new Asked("GET", said.location() + "?wait=5", null, null, true);
        return gateways.ask(first(id) + 1, asked, left).thenCompose(then -> follow(id, then, deadline));
    }

    private Operation put(long id, Random random) {
        String key = Keys.PREFIX + "http-object/" + random.nextInt(KEYS);
        String object = "v" + id;
        // Sent once: a repetition that a gateway carries out late would be the last writer.
        return store(
                id,
                "put over HTTP",
                Change.object(key, object),
                new Asked("PUT", "/v1/kvs/" + key, '"' + object + '"', null, false));
    }

    private Operation addToSet(long id, Random random) {
        String key = Keys.PREFIX + "http-set/" + random.nextInt(KEYS);
        String element = "e" + id;
        return store(
                id,
                "add to a set over HTTP",
                Change.element(key, element),
                merge(key, "set", "[\"" + element + "\"]", true));
    }

    private Operation add(long id, Random random) {
        String key = Keys.PREFIX + "http-counter/" + random.nextInt(KEYS);
        return store(id, "add over HTTP", Change.add(key, 1), merge(key, "counter", "1", false));
    }

    private Operation merge(long id, Random random) {
        long number = random.nextInt(NUMBERS);
        Type type = random.nextBoolean() ? Type.MAX : Type.MIN;
        String name = type.name().toLowerCase(Locale.ROOT);
        String key = Keys.PREFIX + "http-" + name + "/" + random.nextInt(KEYS);
        return store(
                id, "merge over HTTP", Change.of(key, type, number), merge(key, name, Long.toString(number), true));
    }

    private static Asked merge(String key, String type, String value, boolean repeatable) {
        return new Asked(
                "POST", "/v1/kvs/" + key, "{\"type\": \"%s\", \"value\": %s}".formatted(type, value), null, repeatable);
    }

    private Operation store(long id, String kind, Change change, Asked asked) {
        return Operation.write(
                client,
                kind,
                Group.HTTP_WRITE,
                STORE_TIME.plus(CallOperations.GRACE),
                null,
                new Effect("w" + id, List.of(change)),
                () -> gateways.ask(first(id), asked, STORE_TIME).thenApply(said -> said(said.body())));
    }

    private static String said(JsonNode body) {
        return body.isMissingNode() ? "ok" : body.toString();
    }
}
