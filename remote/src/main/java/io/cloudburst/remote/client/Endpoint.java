package io.cloudburst.remote.client;

import io.cloudburst.remote.client.TransportException.Kind;
import io.cloudburst.remote.wire.StageMessages;
import io.cloudburst.sdk.deadline.Monotonic;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** One that runs stages: a worker that has announced itself, or what the settings name. Safe for use by many threads. */
final class Endpoint {
    private static final long FIRST_REST_MILLIS = 100;
    private static final long LONGEST_REST_MILLIS = 5_000;
    /** So many questions after one another without an answer, and it is taken for dead. */
    private static final int MAX_MISSED = 2;

    private final String name;
    private final String url;
    private final int capacity;
    private final boolean announced;
    private final Set<Exchange> underWay = ConcurrentHashMap.newKeySet();

    /** Guarded by this, as everything below is. */
    private long restsUntil;

    private long nextRest = FIRST_REST_MILLIS;
    private int missed;
    /** Since when it does not say that it is well, by {@link System#nanoTime}; counts where {@link #missed} is not 0. */
    private long silentSince;

    private Endpoint(String name, String url, int capacity, boolean announced) {
        this.name = name;
        this.url = url;
        this.capacity = capacity;
        this.announced = announced;
    }

    static Endpoint worker(String name, String url, int capacity) {
        return new Endpoint("worker '%s' at %s".formatted(name, url), url, capacity, true);
    }

    /** @param template with placeholders for a function's type */
    static Endpoint ofSettings(String template) {
        return new Endpoint("endpoint " + template, template, 1, false);
    }

    /** For messages. */
    String name() {
        return name;
    }

    /** Whether it answers questions about its health. */
    boolean isWorker() {
        return announced;
    }

    String healthUrl() {
        return url + StageMessages.HEALTH_PATH;
    }

    String url(String namespace, String function) {
        return announced
                ? url + StageMessages.PATH
                : url.replace("{function.namespace}", namespace).replace("{function.name}", function);
    }

    boolean isSame(String otherUrl, int otherCapacity) {
        return url.equals(otherUrl) && capacity == otherCapacity;
    }

    /** What it has to do, as a part of what it can; at random among equals. */
    double load() {
        return (underWay.size() + ThreadLocalRandom.current().nextDouble() / 2) / capacity;
    }

    boolean isBusy() {
        return !underWay.isEmpty();
    }

    void begins(Exchange exchange) {
        underWay.add(exchange);
        exchange.answer().whenComplete((answer, failure) -> underWay.remove(exchange));
    }

    synchronized boolean isResting() {
        return Monotonic.millis() < restsUntil;
    }

    /** Whether its last answer was none. */
    synchronized boolean isInTrouble() {
        return restsUntil > 0;
    }

    synchronized void works() {
        restsUntil = 0;
        nextRest = FIRST_REST_MILLIS;
        missed = 0;
    }

    /** It is left alone for a while, and longer each time. */
    synchronized void rest() {
        restsUntil = Monotonic.millis() + nextRest;
        nextRest = Math.min(2 * nextRest, LONGEST_REST_MILLIS);
    }

    /** It did not say that it is well. */
    void missed(String why) {
        synchronized (this) {
            rest();
            if (missed == 0) {
                silentSince = System.nanoTime();
            }
            missed++;
            if (missed < MAX_MISSED) {
                return;
            }
        }
        TransportException lost =
                new TransportException(Kind.LOST, "it does not answer any more, not even about its health: " + why);
        underWay.forEach(exchange -> exchange.abort(lost));
    }

    /** Whether it has been silent for so long, however often it was asked. */
    synchronized boolean isSilentFor(long nanos) {
        return missed >= MAX_MISSED && System.nanoTime() - silentSince >= nanos;
    }
}
