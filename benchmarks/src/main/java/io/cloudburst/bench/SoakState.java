package io.cloudburst.bench;

import io.cloudburst.sdk.SharedMap;
import io.cloudburst.sdk.SharedSet;
import io.cloudburst.sdk.SharedState;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Writes to the store of every kind that leaves something behind, on keys and elements that come again and again. */
final class SoakState implements AutoCloseable {
    private static final int KEYS = 500;
    private static final int ELEMENTS = 50;
    private static final Duration TIME_TO_LIVE = Duration.ofSeconds(5);
    /** Of which each waits for an acknowledgement. */
    private static final int THREADS = 32;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final SharedState state;

    SoakState(SharedState state) {
        this.state = state;
    }

    /** One kind, as the number says. */
    static void write(SharedState state, long number) {
        // One kind after the other meets every key.
        long turn = number / 6;
        long key = turn % KEYS;
        switch ((int) (number % 6)) {
            case 0 -> state.counter("soak/counter/" + key).add(number % 7 - 3);
            case 1 -> {
                SharedSet<Long> set = state.set("soak/set/" + key, Long.class);
                set.add(turn % ELEMENTS);
                set.remove((turn + 1) % ELEMENTS);
            }
            case 2 -> {
                SharedMap<String> map = state.map("soak/map/" + key, String.class);
                map.put("field-" + turn % ELEMENTS, "value " + turn);
                map.remove("field-" + (turn + 1) % ELEMENTS);
            }
            case 3 -> state.put("soak/expiring/" + key, List.of(turn, "gone soon"), TIME_TO_LIVE);
            case 4 -> {
                state.put("soak/object/" + key, "object " + turn);
                if (turn % 3 == 0) {
                    state.delete("soak/object/" + key);
                }
            }
            default -> state.get("soak/object/" + key, String.class);
        }
    }

    /** Writes from a client. */
    CompletableFuture<Boolean> fromClient(long number) {
        return CompletableFuture.supplyAsync(
                () -> {
                    write(state, number);
                    return true;
                },
                threads);
    }

    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
