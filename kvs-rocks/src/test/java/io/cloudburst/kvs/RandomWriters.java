package io.cloudburst.kvs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cloudburst.kvs.RandomDeltas.Write;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Writers that go on until they are stopped. Each sends its deltas in another order than it made them, and some of them again, at
 * once or much later.
 */
final class RandomWriters implements AutoCloseable {
    private static final int WINDOW = 24;
    private static final int MILLIS_BETWEEN_WINDOWS = 25;
    private static final int REMEMBERED = 500;

    private final ScheduledExecutorService threads;
    private final List<ScheduledFuture<?>> running = new ArrayList<>();
    private final StoreTestClient client;
    private final Acknowledged acknowledged;

    RandomWriters(int count, StoreTestClient client, Acknowledged acknowledged, SplittableRandom random) {
        this.threads = Executors.newScheduledThreadPool(count);
        this.client = client;
        this.acknowledged = acknowledged;
        for (int i = 1; i <= count; i++) {
            Writer writer = new Writer(i, random.split());
            running.add(threads.scheduleWithFixedDelay(
                    writer::writeWindow, 0, MILLIS_BETWEEN_WINDOWS, TimeUnit.MILLISECONDS));
        }
    }

    /** Ends them, each behind its window; what they have written is acknowledged then. */
    void stop() throws Exception {
        threads.shutdown();
        if (!threads.awaitTermination(60, TimeUnit.SECONDS)) {
            throw new AssertionError("the writers don't end");
        }
        for (ScheduledFuture<?> writer : running) {
            if (!writer.isCancelled()) {
                failureOf(writer);
            }
        }
    }

    private static void failureOf(Future<?> writer) throws InterruptedException {
        try {
            writer.get();
        } catch (ExecutionException e) {
            throw new AssertionError("a writer has failed", e.getCause());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private final class Writer {
        private final RandomDeltas deltas;
        private final SplittableRandom random;
        private final List<Write> remembered = new ArrayList<>();

        Writer(long id, SplittableRandom random) {
            this.random = random;
            this.deltas = new RandomDeltas(id, random.split());
        }

        void writeWindow() {
            List<Write> window = new ArrayList<>();
            for (int i = 0; i < WINDOW; i++) {
                window.add(deltas.next());
            }
            for (Write write : List.copyOf(window)) {
                if (random.nextInt(4) == 0) {
                    window.add(deltas.again(
                            remembered.isEmpty() ? write : remembered.get(random.nextInt(remembered.size()))));
                }
            }
            Collections.shuffle(window, new Random(random.nextLong()));
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (Write write : window) {
                sent.add(client.send(write.key().getBytes(UTF_8), write.update()));
            }
            for (int i = 0; i < sent.size(); i++) {
                Write write = window.get(i);
                acknowledged.add(write, StoreTestClient.acknowledged(sent.get(i)));
                if (remembered.size() < REMEMBERED) {
                    remembered.add(write);
                } else {
                    remembered.set(random.nextInt(REMEMBERED), write);
                }
            }
        }
    }
}
