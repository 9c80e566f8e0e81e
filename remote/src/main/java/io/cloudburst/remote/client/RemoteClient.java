package io.cloudburst.remote.client;

import io.cloudburst.engine.Failure;
import io.cloudburst.executor.RemoteSettings;
import io.cloudburst.executor.RemoteStages;
import io.cloudburst.executor.StageOutcome;
import io.cloudburst.executor.StageTask;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.RemoteOptions;
import io.cloudburst.sdk.registry.Registry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Has stages run by workers, which it knows from the registry, and by the endpoints of the settings, over HTTP, in StateFun's
 * request-reply protocol. Takes no thread of anybody while they run. Safe for use by many threads.
 */
public final class RemoteClient implements RemoteStages {
    private final Registry registry;
    private final Duration patience;
    private final HttpPosts http;
    private final Pools pools;

    /**
     * @param registry followed for workers; not closed here
     * @param withdraw takes the announcement of a worker that is dead out of the registry, by its name; may block for some seconds
     * @throws IllegalArgumentException if a file of the settings cannot be read
     */
    public RemoteClient(RemoteSettings settings, Registry registry, Consumer<String> withdraw) {
        this(settings, registry, Vigil.USUAL, withdraw);
    }

    RemoteClient(RemoteSettings settings, Registry registry, Vigil vigil, Consumer<String> withdraw) {
        this.registry = registry;
        this.patience = settings.patience();
        this.http = new HttpPosts(settings);
        this.pools = new Pools(settings, registry, http, vigil, withdraw);
    }

    @Override
    public CompletableFuture<StageOutcome> run(StageTask task) {
        FunctionOptions options = task.code().get(0).options();
        String pool = options.remotely().map(RemoteOptions::pool).orElseThrow();
        try {
            Protocol protocol =
                    options.isServed() ? new ServedProtocol(task) : new WorkerProtocol(task, registry.offset());
            RemoteCall call = new RemoteCall(task, pool, protocol, pools, http, patience);
            call.attempt();
            return call.outcome();
        } catch (CloudburstException e) {
            long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
            return CompletableFuture.completedFuture(
                    new StageOutcome.Failed(Failure.of(e), false, new StageOutcome.Times(now, now, now)));
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
