package io.cloudburst.bench;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.FunctionContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/**
 * Registers functions and DAGs under names that nobody has had, calls them and deletes them, and deploys one function from a jar, each
 * time another one than before: so code is loaded and given up all the time.
 */
final class SoakChanges implements AutoCloseable {
    private static final int JARS = 8;
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Cloudburst cloudburst;
    private final List<Path> jars = new ArrayList<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final AtomicLong rounds = new AtomicLong();
    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();

    /** @param directory for the jars */
    SoakChanges(Cloudburst cloudburst, Path directory) throws IOException {
        this.cloudburst = cloudburst;
        Files.createDirectories(directory);
        for (int i = 0; i < JARS; i++) {
            jars.add(jar(directory.resolve("shipped-" + i + ".jar"), i));
        }
    }

    private static Path jar(Path file, int number) throws IOException {
        String entry = SoakShipped.class.getName().replace('.', '/') + ".class";
        try (InputStream type = SoakShipped.class.getClassLoader().getResourceAsStream(entry);
                OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out)) {
            jar.putNextEntry(new JarEntry(entry));
            type.transferTo(jar);
            jar.closeEntry();
            // Makes it other code than that of the other jars.
            jar.putNextEntry(new JarEntry("number"));
            jar.write(number);
            jar.closeEntry();
        }
        return file;
    }

    /** Begins a round so often. */
    void start(Duration every) {
        thread.scheduleAtFixedRate(this::round, 0, every.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void round() {
        if (failure.get() != null) {
            return;
        }
        long round = rounds.getAndIncrement();
        try {
            deploy(round);
            register(round);
        } catch (RuntimeException e) {
            failure.set(e);
        }
    }

    private void deploy(long round) {
        cloudburst.deploy(jars.get((int) (round % JARS)));
        long result =
                cloudburst.function(SoakShipped.NAME, Long.class).call(round).get(LONGEST);
        require(result == round + 1);
        if (round % 5 == 0) {
            cloudburst.deleteFunction(SoakShipped.NAME);
        }
    }

    private void register(long round) {
        String function = "soak_new_" + round;
        String dag = "soak_new_dag_" + round;
        cloudburst.register(function, (FunctionContext context, Long x) -> x + round);
        cloudburst.registerDag(Dag.named(dag)
                .node("a", function)
                .node("b", function)
                .edge("a", "b")
                .build());
        long result =
                cloudburst.callDag(dag, Map.of("a", List.of(1L)), Long.class).get(LONGEST);
        require(result == 1 + 2 * round);
        cloudburst.deleteDag(dag);
        cloudburst.deleteFunction(function);
    }

    private static void require(boolean right) {
        if (!right) {
            throw new IllegalStateException("a function that was registered anew gave a wrong answer");
        }
    }

    /** How many rounds have begun. */
    long rounds() {
        return rounds.get();
    }

    /** @throws RuntimeException the first that a round has ended with */
    void throwFailure() {
        if (failure.get() != null) {
            throw failure.get();
        }
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
