package io.cloudburst.chaos.cluster;

import io.cloudburst.stack.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ObjIntConsumer;

/**
 * One process, started again when it dies, as the distribution's launcher does: at once after a lone death, ever later while it goes on
 * dying. Safe for use by many threads.
 */
public final class Server {
    private static final int LONGEST_DELAY_SECONDS = 10;
    private static final long LONG_LIFE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final Duration LONGEST_TO_SIGNAL = Duration.ofSeconds(5);

    private final String name;
    private final List<String> arguments;
    private final Path log;
    private final ScheduledExecutorService timer;
    private final ObjIntConsumer<String> deaths;

    /** Guarded by this, as all that follows. Null: not started yet. */
    private ServerProcess running;

    private long started;
    private int delaySeconds;
    /** Whether its death is wanted, and somebody else starts it again. */
    private boolean heldDown;

    private boolean closed;
    /** Completes when what runs now, or is about to, is ready. */
    private CompletableFuture<Void> ready = new CompletableFuture<>();

    /**
     * @param timer starts it again; not this server's to close
     * @param deaths is told of those that nobody wanted, with the exit code
     */
    Server(
            String name,
            List<String> arguments,
            Path log,
            ScheduledExecutorService timer,
            ObjIntConsumer<String> deaths) {
        this.name = name;
        this.arguments = arguments;
        this.log = log;
        this.timer = timer;
        this.deaths = deaths;
    }

    public String name() {
        return name;
    }

    synchronized Optional<ProcessFigures> figures() {
        return running == null
                ? Optional.empty()
                : ProcessFigures.of(name, running.process().toHandle());
    }

    synchronized CompletableFuture<Void> start() {
        heldDown = false;
        if (closed || (running != null && running.process().isAlive())) {
            // Two faults may have asked for it.
            return ready;
        }
        ServerProcess mine = ServerProcess.start(name, arguments, log);
        running = mine;
        started = System.nanoTime();
        CompletableFuture<Void> current = ready;
        mine.ready().thenRun(() -> current.complete(null));
        mine.process().onExit().thenAccept(ended -> ended(mine, ended.exitValue()));
        return current;
    }

    private synchronized void ended(ServerProcess which, int exitCode) {
        if (closed || which != running) {
            return;
        }
        if (ready.isDone()) {
            ready = new CompletableFuture<>();
        }
        if (heldDown) {
            return;
        }
        deaths.accept(name, exitCode);
        if (System.nanoTime() - started > LONG_LIFE_NANOS) {
            delaySeconds = 0;
        }
        timer.schedule(this::start, delaySeconds, TimeUnit.SECONDS);
        delaySeconds = delaySeconds < LONGEST_DELAY_SECONDS / 2 ? delaySeconds * 2 + 1 : LONGEST_DELAY_SECONDS;
    }

    /**
     * Kills it with SIGKILL, and starts it again.
     *
     * @param away until it is started again
     * @return completes when it has said that it is ready
     */
    public CompletableFuture<Void> kill(Duration away) {
        CompletableFuture<Void> dead;
        synchronized (this) {
            heldDown = true;
            Process process = running.process();
            process.destroyForcibly();
            dead = process.onExit().thenRun(() -> {});
            if (ready.isDone()) {
                ready = new CompletableFuture<>();
            }
        }
        return dead.thenCompose(gone -> {
            CompletableFuture<Void> again = new CompletableFuture<>();
            timer.schedule(
                    () -> start().whenComplete((ready, failure) -> complete(again, failure)),
                    away.toMillis(),
                    TimeUnit.MILLISECONDS);
            return again;
        });
    }

    private static void complete(CompletableFuture<Void> future, Throwable failure) {
        if (failure == null) {
            future.complete(null);
        } else {
            future.completeExceptionally(failure);
        }
    }

    /**
     * Stops it with SIGSTOP, and lets it go on.
     *
     * @return completes when it goes on
     */
    public CompletableFuture<Void> pause(Duration length) throws IOException {
        Process process;
        synchronized (this) {
            process = running.process();
        }
        signal(process, "STOP");
        CompletableFuture<Void> goesOn = new CompletableFuture<>();
        timer.schedule(
                () -> {
                    try {
                        signal(process, "CONT");
                        goesOn.complete(null);
                    } catch (IOException e) {
                        goesOn.completeExceptionally(e);
                    }
                },
                length.toMillis(),
                TimeUnit.MILLISECONDS);
        return goesOn;
    }

    /** One that is dead meanwhile is left alone. */
    private static void signal(Process process, String signal) throws IOException {
        if (!process.isAlive()) {
            return;
        }
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
        try {
            if (!kill.waitFor(LONGEST_TO_SIGNAL.toMillis(), TimeUnit.MILLISECONDS)) {
                kill.destroyForcibly();
                throw new IOException("kill -" + signal + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** @throws TimeoutException if it does not run, or is not ready, within the time */
    void awaitReady(Duration timeout) throws TimeoutException, InterruptedException {
        CompletableFuture<Void> current;
        synchronized (this) {
            current = ready;
        }
        try {
            current.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (TimeoutException e) {
            throw new TimeoutException(
                    "%s was not ready within %d s; see %s".formatted(name, timeout.toSeconds(), log));
        }
    }

    /** Begins to end it for good, in good order. */
    synchronized void stop() {
        closed = true;
        if (running != null) {
            running.process().destroy();
        }
    }

    /** Ends it for good, whatever it does. */
    void end(Duration patience) {
        stop();
        Process process;
        synchronized (this) {
            if (running == null) {
                return;
            }
            process = running.process();
        }
        try {
            if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
