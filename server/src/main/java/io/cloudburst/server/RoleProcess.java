package io.cloudburst.server;

import io.cloudburst.sdk.kafka.TopicGuard;
import io.cloudburst.sdk.kafka.TopicsException;
import io.cloudburst.server.settings.Settings;
import io.cloudburst.server.settings.SettingsException;
import io.cloudburst.server.settings.SettingsReader;
import io.cloudburst.statefun.JobFailedException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process of one role, from its start until it is told to end or cannot go on. Says {@value #READY} and where it is when others
 * can use it, and what is wrong in one line.
 */
public final class RoleProcess {
    /** How the line begins that says that the role has started. */
    public static final String READY = "ready";

    /** It could not start, or go on, and another try may help. */
    public static final int FAILED = 1;
    /** It will not start before somebody changes something. */
    public static final int WRONG = 2;
    /** The process has run out of memory, and is well when it is started again. */
    private static final int OUT_OF_MEMORY = 3;

    private static final Logger LOG = LoggerFactory.getLogger(RoleProcess.class);
    private static final long CLOSING_SECONDS = 60;

    private final Role role;
    private final Settings settings;
    private final PrintWriter out;
    private final PrintWriter err;

    private RoleProcess(Role role, Settings settings, PrintWriter out, PrintWriter err) {
        this.role = role;
        this.settings = settings;
        this.out = out;
        this.err = err;
    }

    /** @param args the role, and {@code name=value} for settings that are not the defaults */
    public static void main(String[] args) throws InterruptedException {
        PrintWriter err = new PrintWriter(System.err, true);
        try {
            Role role = Role.of(args[0]).orElseThrow(() -> new SettingsException("there is no role " + args[0]));
            List<String> overrides = List.of(args).subList(1, args.length);
            Settings settings = SettingsReader.read(Optional.empty(), System.getenv(), overrides);
            System.exit(run(role, settings, new PrintWriter(System.out, true), err));
        } catch (SettingsException e) {
            err.println("error: " + e.getMessage());
            System.exit(WRONG);
        }
    }

    /**
     * Returns when the role has ended by itself, or could not start; if the process is told to end, this closes the role and the process
     * ends.
     *
     * @return the exit code: 0, {@value #FAILED} or {@value #WRONG}
     */
    public static int run(Role role, Settings settings, PrintWriter out, PrintWriter err) throws InterruptedException {
        return new RoleProcess(role, settings, out, err).run();
    }

    private int run() throws InterruptedException {
        try {
            OpenFiles.check();
        } catch (SettingsException e) {
            return failed(WRONG, e);
        }
        try (RoleDirectory directory = RoleDirectory.take(role, settings)) {
            return run(role.start(settings, directory));
        } catch (SettingsException e) {
            return failed(WRONG, e);
        } catch (StartException | TopicsException e) {
            return failed(FAILED, e);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            LOG.error("the {} did not start", role.command(), e);
            return failed(FAILED, e);
        }
    }

    private int failed(int code, Exception e) {
        err.println("error: " + role.command() + ": " + (e.getMessage() == null ? e.toString() : e.getMessage()));
        err.flush();
        return code;
    }

    private int run(RunningRole running) throws InterruptedException {
        if (role.runsFunctions()) {
            FunctionOutput.install();
            OutOfMemory.watch(OUT_OF_MEMORY, LOG::error);
        }
        CompletableFuture<Integer> exit = new CompletableFuture<>();
        CountDownLatch closed = new CountDownLatch(1);
        running.ended().whenComplete((done, failure) -> {
            if (failure != null) {
                logEnd(failure);
            }
            exit.complete(failure == null ? 0 : FAILED);
        });
        Thread stop = new Thread(() -> stopAsked(exit, closed), "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        Optional<TopicGuard> topics = guardTopics(exit);
        Optional<HealthFile> health = settings.health().map(file -> new HealthFile(file, running::ailment));
        try {
            out.println(READY + ": " + role.command() + " " + running.place());
            out.flush();
            return exit.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            health.ifPresent(HealthFile::close);
            topics.ifPresent(TopicGuard::close);
            close(running);
            closed.countDown();
        }
    }

    private void logEnd(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof JobFailedException) {
            // Says all that there is to say.
            LOG.error("the {} cannot go on: {}", role.command(), cause.getMessage());
        } else {
            LOG.error("the {} cannot go on", role.command(), failure);
        }
    }

    /** A task manager's part of the job begins anew with the job manager, and a broker follows nothing. */
    private Optional<TopicGuard> guardTopics(CompletableFuture<Integer> exit) {
        if (role == Role.TASKMANAGER || role == Role.BROKER) {
            return Optional.empty();
        }
        TopicGuard guard =
                TopicGuard.start(settings.kafka().clients(), settings.topics().partitions());
        guard.replaced().thenAccept(said -> {
            if (exit.complete(FAILED)) {
                LOG.error("{}", said);
            }
        });
        return Optional.of(guard);
    }

    /** The process ends when this returns: so not before the role is closed. */
    private static void stopAsked(CompletableFuture<Integer> exit, CountDownLatch closed) {
        if (!exit.complete(0)) {
            // It ends because its role has ended; then nobody waits.
            return;
        }
        try {
            if (!closed.await(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("not closed within {} s; the process ends all the same", CLOSING_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void close(RunningRole running) {
        try {
            running.close();
        } catch (Exception e) {
            LOG.error("the {} was not closed cleanly", role.command(), e);
        }
    }
}
