package io.cloudburst.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.Deletion;
import io.cloudburst.gateway.http.ProblemException;
import io.cloudburst.gateway.http.ProblemKind;
import io.cloudburst.gateway.http.Request;
import io.cloudburst.gateway.http.Response;
import io.cloudburst.gateway.http.Role;
import io.cloudburst.gateway.http.Route;
import io.cloudburst.lattices.LastWriterWins;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.Names;
import io.cloudburst.sdk.json.lattice.KeyJson;
import io.cloudburst.sdk.json.lattice.LatticeJson;
import io.cloudburst.sdk.json.lattice.TypeNames;
import io.cloudburst.sdk.store.LargeValues;
import io.cloudburst.sdk.store.LatticeStore;
import io.cloudburst.sdk.store.ObjectStore;
import io.cloudburst.sdk.store.StoreVersion;
import io.cloudburst.sdk.store.StoredValue;
import io.cloudburst.sdk.store.Writers;
import io.cloudburst.sdk.value.Large;
import io.cloudburst.sdk.value.ValueCodec;
import io.cloudburst.sdk.value.ValueJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** {@code /v1/kvs}. */
final class KvsRoutes {
    static final String VERSION_HEADER = "If-Version-At-Least";
    /** Of an object with an end, a century: longer is for ever. */
    private static final long LONGEST_TTL_MILLIS = Duration.ofDays(36_525).toMillis();

    private final Cloudburst cloudburst;
    private final LatticeStore store;
    private final ObjectStore objects;
    private final LargeValues large;
    private final CallLimits limits;
    private final Duration usualWait;
    /** Writing may wait for Kafka. */
    private final Workers senders;

    private final Workers workers;

    KvsRoutes(Cloudburst cloudburst, CallLimits limits, Duration usualWait, Workers senders, Workers workers) {
        this.cloudburst = cloudburst;
        this.store = cloudburst.store();
        this.objects = new ObjectStore(store, new Writers());
        this.large = new LargeValues(objects);
        this.limits = limits;
        this.usualWait = usualWait;
        this.senders = senders;
        this.workers = workers;
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET", "/v1/kvs", "listKeys", Role.CALLER, this::list)
                        .withQuery("prefix", "limit", "after", "state"),
                Route.of("GET", "/v1/kvs/{key*}", "getKey", Role.CALLER, this::get)
                        .withQuery("state", Wait.PARAMETER),
                Route.of("PUT", "/v1/kvs/{key*}", "putKey", Role.CALLER, this::put)
                        .withQuery("ttlMs")
                        .withBody(Response.JSON),
                Route.of("POST", "/v1/kvs/{key*}", "mergeKey", Role.CALLER, this::merge)
                        .withBody(Response.JSON),
                Route.of("DELETE", "/v1/kvs/{key*}", "deleteKey", Role.CALLER, this::delete));
    }

    private static String key(Request request) {
        return Names.checkKey(request.path().get("key"));
    }

    private CompletionStage<Response> list(Request request) {
        Page page = Page.of(request);
        Names.checkPrefix(page.prefix());
        boolean state = request.flag("state");
        if (!page.after().isEmpty() && !page.after().startsWith(page.prefix())) {
            throw Request.wrongParameter("after", page.after(), "a key with the prefix");
        }
        return workers.run(() -> {
            List<Map.Entry<String, StoredValue>> found =
                    new ArrayList<>(store.scan(page.prefix(), page.after(), page.limit() + 1, usualWait)
                            .entrySet());
            boolean more = found.size() > page.limit();
            return page.of(
                    "keys",
                    found,
                    Map.Entry::getKey,
                    entry -> KeyJson.describe(entry.getKey(), entry.getValue(), state),
                    more);
        });
    }

    private CompletionStage<Response> get(Request request) {
        String key = key(request);
        boolean state = request.flag("state");
        Wait wait = Wait.of(request, usualWait, limits.longestWait());
        List<StoreVersion> atLeast = request.header(VERSION_HEADER)
                .map(version -> List.of(version(key, version)))
                .orElse(List.of());
        Duration time = positive(wait.time());
        return read(key, atLeast, time)
                .thenCompose(stored -> {
                    if (stored.lattice().filter(KeyJson::isLive).isEmpty()) {
                        throw notThere(key);
                    }
                    ObjectNode node = KeyJson.describe(key, stored, state);
                    CompletableFuture<ObjectNode> described = largeIn(
                                    stored.lattice().get())
                            .map(value -> large.read(value, time)
                                    .<ObjectNode>thenApplyAsync(whole -> node.set(
                                            "value", LatticeJson.value(LastWriterWins.of(0, 0, whole.toByteArray())))))
                            .orElseGet(() -> CompletableFuture.completedFuture(node));
                    return described.thenApply(
                            whole -> Response.json(200, whole).with("ETag", etag(stored.version())));
                })
                .thenApply(wait::on);
    }

    /** What stands for an object that no record holds. */
    private static Optional<Value> largeIn(Lattice<?> lattice) {
        if (!(lattice instanceof LastWriterWins object)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Value.parseFrom(object.value())).filter(Large::isIn);
        } catch (InvalidProtocolBufferException e) {
            // Bytes of somebody's own.
            return Optional.empty();
        }
    }

    /** A read that may not wait at all would never be answered. */
    private static Duration positive(Duration time) {
        return time.isZero() ? Duration.ofSeconds(1) : time;
    }

    private CompletableFuture<StoredValue> read(String key, List<StoreVersion> atLeast, Duration time) {
        CompletableFuture<StoredValue> read = store.getCached(key, atLeast, time);
        if (atLeast.isEmpty()) {
            return read;
        }
        return read.exceptionally(failure -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            if (cause instanceof CloudburstException known && known.code() == ErrorCode.TIMEOUT) {
                throw new ProblemException(
                        ProblemKind.VERSION_NOT_REACHED,
                        "no store node has reached version %s within %d ms; wait longer, or ask for an older one"
                                .formatted(etag(atLeast.get(0)), time.toMillis()));
            }
            throw failure instanceof CompletionException e ? e : new CompletionException(failure);
        });
    }

    private StoreVersion version(String key, String text) {
        String bare = text.strip().replace("\"", "");
        int colon = bare.indexOf(':');
        int partition = store.lastWritten(key).partition();
        try {
            StoreVersion version = new StoreVersion(
                    Integer.parseInt(bare.substring(0, Math.max(colon, 0))), Long.parseLong(bare.substring(colon + 1)));
            if (version.partition() == partition && version.offset() >= 0) {
                return version;
            }
        } catch (NumberFormatException e) {
            // As wrong as one of another partition.
        }
        throw new ProblemException(
                ProblemKind.INVALID_ARGUMENT,
                "%s must be a version of the key, such as %d:0, which is in the ETag of answers about it; not '%s'"
                        .formatted(VERSION_HEADER, partition, text.length() > 100 ? text.substring(0, 100) : text));
    }

    private CompletionStage<Response> put(Request request) {
        String key = key(request);
        Value value = value(request.json());
        long ttl = request.integer("ttlMs", 1, LONGEST_TTL_MILLIS, 0);
        return senders.run(() -> ttl == 0 ? objects.put(key, value) : objects.put(key, value, Duration.ofMillis(ttl)))
                .thenCompose(written -> written)
                .thenApply(KvsRoutes::written);
    }

    /** Not a reference: that stands for what is under another key only as an argument. */
    private static Value value(JsonNode json) {
        Value value;
        try {
            value = ValueJson.fromJson(json);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(ProblemKind.INVALID_ARGUMENT, e.getMessage());
        }
        if (value.hasReference()) {
            throw new ProblemException(
                    ProblemKind.INVALID_ARGUMENT,
                    "a reference can be an argument of a call, but not a value of the store");
        }
        if (value.getSerializedSize() > ValueCodec.MAX_INLINE_BYTES) {
            throw new ProblemException(
                    ProblemKind.PAYLOAD_TOO_LARGE,
                    "the value has %d bytes, at most %d are allowed; put it into the store in parts"
                            .formatted(value.getSerializedSize(), ValueCodec.MAX_INLINE_BYTES));
        }
        return value;
    }

    private CompletionStage<Response> merge(Request request) {
        String key = key(request);
        Lattice<?> delta = delta(request.json());
        // What does not fit is found here: the store would take it for a dead letter, and nobody would hear of it.
        return read(key, List.of(), usualWait)
                .thenCompose(stored -> {
                    stored.lattice().filter(seen -> seen.type() != delta.type()).ifPresent(seen -> {
                        throw new ProblemException(
                                ProblemKind.CONFLICT,
                                "'%s' has a %s, not a %s; use another key, or merge a %s"
                                        .formatted(key, seen.type(), delta.type(), seen.type()));
                    });
                    return senders.run(() -> store.merge(key, delta));
                })
                .thenCompose(written -> written)
                .thenApply(KvsRoutes::written);
    }

    private static Lattice<?> delta(JsonNode body) {
        if (!body.isObject() || body.size() != 2 || !body.path("type").isTextual() || !body.has("value")) {
            throw new ProblemException(
                    ProblemKind.INVALID_ARGUMENT,
                    "what is merged is {\"type\": TYPE, \"value\": VALUE}, such as {\"type\": \"max\", \"value\": 7}, and has no other fields");
        }
        try {
            return LatticeJson.read(TypeNames.parse(body.get("type").textValue()), body.get("value"));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(ProblemKind.INVALID_ARGUMENT, "\"value\": " + e.getMessage());
        }
    }

    private CompletionStage<Response> delete(Request request) {
        String key = key(request);
        return read(key, List.of(), usualWait).thenCompose(stored -> {
            Optional<Lattice<?>> seen = stored.lattice().filter(KeyJson::isLive);
            if (seen.isEmpty()) {
                throw notThere(key);
            }
            return workers.run(() -> {
                Deletion.of(key, seen.get(), cloudburst);
                return written(store.lastWritten(key));
            });
        });
    }

    private static Response written(StoreVersion version) {
        return Response.nothing().with("ETag", etag(version));
    }

    private static String etag(StoreVersion version) {
        return "\"" + version.partition() + ":" + version.offset() + "\"";
    }

    private static ProblemException notThere(String key) {
        return new ProblemException(
                ProblemKind.NOT_FOUND, "there is no key '%s', or it was deleted or has expired".formatted(key));
    }
}
