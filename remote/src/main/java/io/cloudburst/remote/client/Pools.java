package io.cloudburst.remote.client;

import io.cloudburst.executor.RemoteSettings;
import io.cloudburst.sdk.registry.RegisteredWorker;
import io.cloudburst.sdk.registry.Registry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who runs the stages of which pool. Safe for use by many threads. */
final class Pools {
    private static final Logger LOG = LoggerFactory.getLogger(Pools.class);

    private final Registry registry;
    private final HttpPosts http;
    private final Vigil vigil;
    private final Consumer<String> withdraw;
    private final Map<String, Endpoint> fixed = new HashMap<>();

    /** By the worker's name. Written on the registry's thread, replaced as a whole. */
    private volatile Map<String, Endpoint> workers = Map.of();

    private volatile Map<String, List<Endpoint>> pools = Map.of();

    /** No longer announced, but perhaps still busy. */
    private final Set<Endpoint> departed = ConcurrentHashMap.newKeySet();

    /** Those that are being buried, so that it is said once. */
    private final Set<Endpoint> buried = ConcurrentHashMap.newKeySet();

    /** @param withdraw takes the announcement of a dead worker out of the registry, by its name; may block */
    Pools(RemoteSettings settings, Registry registry, HttpPosts http, Vigil vigil, Consumer<String> withdraw) {
        this.registry = registry;
        this.http = http;
        this.vigil = vigil;
        this.withdraw = withdraw;
        settings.endpoints().forEach((pool, template) -> fixed.put(pool, Endpoint.ofSettings(template)));
        update();
        registry.onChange(this::update);
        http.every(vigil.busy().toMillis(), this::askTheBusy);
        http.every(vigil.idle().toMillis(), this::askAll);
    }

    private synchronized void update() {
        Map<String, Endpoint> now = new HashMap<>();
        Map<String, List<Endpoint>> byPool = new HashMap<>();
        fixed.forEach((pool, endpoint) ->
                byPool.computeIfAbsent(pool, none -> new ArrayList<>()).add(endpoint));
        for (RegisteredWorker worker : registry.workers()) {
            Endpoint before = workers.get(worker.name());
            boolean same = before != null && before.isSame(worker.url(), worker.capacity());
            if (!same && !http.speaks(worker.url())) {
                LOG.warn(
                        "worker {} at {} is not used: it does not speak TLS, and this job asks for certificates",
                        worker.name(),
                        worker.url());
            }
            Endpoint endpoint = same ? before : Endpoint.worker(worker.name(), worker.url(), worker.capacity());
            now.put(worker.name(), endpoint);
            if (http.speaks(worker.url())) {
                worker.pools().forEach(pool -> byPool.computeIfAbsent(pool, none -> new ArrayList<>())
                        .add(endpoint));
            }
        }
        workers.forEach((name, endpoint) -> {
            if (now.get(name) != endpoint) {
                departed.add(endpoint);
            }
        });
        workers = now;
        pools = byPool;
    }

    /** Who there is, resting or not. */
    List<Endpoint> of(String pool) {
        return pools.getOrDefault(pool, List.of());
    }

    /** The one with the least to do; empty if there is none, or all are resting or to be avoided. */
    Optional<Endpoint> choose(String pool, Set<Endpoint> avoided) {
        return of(pool).stream()
                .filter(endpoint -> !avoided.contains(endpoint) && !endpoint.isResting())
                .min(Comparator.comparingDouble(Endpoint::load));
    }

    /** Those whose calls would wait for nothing if they were dead, and those that may be well again. */
    private void askTheBusy() {
        departed.removeIf(endpoint -> !endpoint.isBusy());
        departed.forEach(this::askForHealth);
        workers.forEach((name, endpoint) -> {
            if (endpoint.isBusy() || endpoint.isInTrouble()) {
                askForHealth(endpoint);
            }
        });
    }

    /** One that died without a word, and without calls, would stay announced for ever. */
    private void askAll() {
        Map<String, Endpoint> announced = workers;
        buried.retainAll(announced.values());
        announced.forEach((name, endpoint) -> {
            askForHealth(endpoint);
            if (endpoint.isSilentFor(vigil.silence().toNanos()) && buried.add(endpoint)) {
                bury(name, endpoint);
            }
        });
    }

    /** If it lives after all it hears of it, and announces itself again. */
    private void bury(String name, Endpoint endpoint) {
        LOG.warn(
                "{} has not answered for {} s: it is taken for dead, and out of the registry",
                endpoint.name(),
                vigil.silence().toSeconds());
        http.aside(() -> withdraw.accept(name));
    }

    private void askForHealth(Endpoint endpoint) {
        http.get(endpoint.healthUrl()).onComplete(asked -> {
            if (asked.succeeded() && asked.result() == 200) {
                endpoint.works();
            } else if (asked.failed() && !Exchange.isRefusal(asked.cause())) {
                endpoint.missed(String.valueOf(asked.cause().getMessage()));
            } else {
                // It is about to end, and finishes what it has; or it lives, and does not know this job.
                endpoint.rest();
            }
        });
    }
}
