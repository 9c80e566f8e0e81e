package io.cloudburst.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.sdk.store.Frontier;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a client reads from its cache. */
class CachedReadsIT {
    private final Cloudburst cloudburst = SharedStack.client();

    @Test
    void aCachedObjectIsTheNewestThatOthersHaveWritten() {
        cloudburst.put("cached", 0);
        cache("cached");
        try (Cloudburst other = SharedStack.connect()) {
            for (int i = 1; i <= 50; i++) {
                int written = i;
                other.put("cached", written);
                await().pollInterval(Duration.ofMillis(1))
                        .until(() -> cloudburst.get("cached", Integer.class).equals(Optional.of(written)));
            }
        }
    }

    @Test
    void whatIsCachedNeverHidesAnOwnWrite() throws Exception {
        // Many writers of one counter, each of which knows what has come before.
        AtomicLong atLeast = new AtomicLong();
        cache("own and cached");
        List<Callable<Void>> writers = IntStream.range(0, 4)
                .<Callable<Void>>mapToObj(writer -> () -> {
                    for (int i = 0; i < 300; i++) {
                        if (i % 4 == writer) {
                            cloudburst.counter("own and cached").add(1);
                            atLeast.incrementAndGet();
                        }
                        long before = atLeast.get();
                        assertThat(cloudburst.counter("own and cached").value()).isGreaterThanOrEqualTo(before);
                    }
                    return null;
                })
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (Future<Void> writer : threads.invokeAll(writers)) {
                writer.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(cloudburst.counter("own and cached").value()).isEqualTo(300);
    }

    /** Reads until the client's cache answers. */
    private void cache(String key) {
        await().until(() -> {
            long hits = cloudburst.store().cacheStats().hits();
            cloudburst.store().read(key, Frontier.NONE, () -> Duration.ofSeconds(10));
            return cloudburst.store().cacheStats().hits() > hits;
        });
    }
}
