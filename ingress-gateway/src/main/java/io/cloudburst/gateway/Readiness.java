package io.cloudburst.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.EncodedCall;
import io.cloudburst.client.StoreStatus;
import io.cloudburst.gateway.http.Problem;
import io.cloudburst.gateway.http.Response;
import io.cloudburst.protocol.Call;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Which parts of the system answer. Asked of all at once, and of none more than once a second, however many want to know. */
final class Readiness {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** No function has this name, and the job says so: then it answers. */
    private static final String PROBE = "_cloudburst_ready";

    private final Cloudburst cloudburst;
    private final NewestRegistry newest;
    private final Workers senders;
    private final Workers workers;

    /** Guarded by this. */
    private CompletableFuture<Response> last;
    /** Guarded by this. */
    private long askedAt;

    Readiness(Cloudburst cloudburst, NewestRegistry newest, Workers senders, Workers workers) {
        this.cloudburst = cloudburst;
        this.newest = newest;
        this.senders = senders;
        this.workers = workers;
    }

    synchronized CompletableFuture<Response> response() {
        long now = System.nanoTime();
        if (last == null || (last.isDone() && now - askedAt > FRESH_NANOS)) {
            askedAt = now;
            last = ask();
        }
        return last.copy();
    }

    /** Each part's is empty if it answers, or else why not. */
    private CompletableFuture<Response> ask() {
        CompletableFuture<Optional<String>> registry = reason(newest.get());
        CompletableFuture<Optional<String>> job = reason(senders.run(() -> cloudburst.send(new EncodedCall(
                        Call.newBuilder().setFunction(PROBE).build(), PATIENCE, Duration.ZERO, Map.of())))
                .thenCompose(sent -> sent.reply()));
        CompletableFuture<Optional<String>> store = reason(workers.run(this::storeIsWhole));
        return CompletableFuture.allOf(registry, job, store).thenApply(done -> {
            boolean ready = registry.join().isEmpty()
                    && job.join().isEmpty()
                    && store.join().isEmpty();
            ObjectNode body = JsonNodeFactory.instance.objectNode().put("ready", ready);
            ObjectNode parts = body.putObject("parts");
            // The registry's end is asked of the broker.
            describe(parts, "broker and registry", registry.join());
            describe(parts, "job", job.join());
            describe(parts, "store", store.join());
            return Response.json(ready ? 200 : 503, body);
        });
    }

    private String storeIsWhole() {
        StoreStatus status = cloudburst.storeNodes().status(PATIENCE);
        if (!status.isComplete()) {
            String silent = status.nodes().stream()
                    .flatMap(node -> node.failure().stream())
                    .findFirst()
                    .orElse("");
            throw new IllegalStateException(
                    silent.isEmpty() ? "no node owns the partitions " + status.unowned() : silent);
        }
        return "";
    }

    private static CompletableFuture<Optional<String>> reason(CompletableFuture<?> answer) {
        return answer.<Optional<String>>thenApply(done -> Optional.empty())
                .completeOnTimeout(
                        Optional.of("no answer within %d ms".formatted(PATIENCE.toMillis())),
                        PATIENCE.toMillis(),
                        TimeUnit.MILLISECONDS)
                .exceptionally(failure -> Optional.of(Problem.of(failure)
                        .map(Problem::detail)
                        .orElseGet(() -> String.valueOf(
                                failure.getCause() == null
                                        ? failure
                                        : failure.getCause().getMessage()))));
    }

    private static void describe(ObjectNode parts, String name, Optional<String> reason) {
        ObjectNode part = parts.putObject(name).put("ready", reason.isEmpty());
        reason.ifPresent(why -> part.put("reason", why));
    }
}
