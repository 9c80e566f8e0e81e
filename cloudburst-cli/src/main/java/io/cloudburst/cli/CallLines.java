package io.cloudburst.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.cli.terminal.Progress;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.value.ValueJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Many calls, one for each line that is read. Results are printed in the order of the lines, so calls wait for those before them; of
 * those that are under way and those that wait there are never more than a window. One thread reads and calls, another one waits and
 * prints, so that input that never ends can be interrupted.
 */
final class CallLines {
    private static final long LOOK_MILLIS = 100;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Callee callee;
    private final LineSource lines;
    private final Output output;
    private final CompletableFuture<Void> stop;
    private final Semaphore window;
    /** In the order of the lines. Bounded by the window. */
    private final BlockingQueue<Sent> sent = new LinkedBlockingQueue<>();

    private final CallSummary summary = new CallSummary();
    private volatile IOException readFailure;

    /** A call that was made, or could not be. */
    private static final class Sent {
        /** There are no more lines. */
        static final Sent END = new Sent(0, null, null);

        final long line;
        final CloudFuture<Value> future;
        final RuntimeException refusal;
        /** Completes with how many nanoseconds it took, whatever came of it. */
        final CompletableFuture<Long> took;

        Sent(long line, CloudFuture<Value> future, RuntimeException refusal) {
            this.line = line;
            this.future = future;
            this.refusal = refusal;
            long made = System.nanoTime();
            this.took = future == null
                    ? CompletableFuture.completedFuture(0L)
                    : future.handle((result, failure) -> System.nanoTime() - made);
        }
    }

    /**
     * @param inFlight how many calls may be under way, at least 1
     * @param stop completes when the user wants no more; this completes it too
     */
    CallLines(Callee callee, LineSource lines, int inFlight, Output output, CompletableFuture<Void> stop) {
        this.callee = callee;
        this.lines = lines;
        this.output = output;
        this.stop = stop;
        this.window = new Semaphore(inFlight);
    }

    /** @return the exit code */
    int run() throws InterruptedException, ExecutionException {
        long began = System.nanoTime();
        Thread reader = new Thread(this::read, "cloudburst-lines");
        reader.setDaemon(true);
        reader.start();
        try (Progress progress = output.progress("calls")) {
            while (!stop.isDone()) {
                Sent next = sent.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (next == Sent.END) {
                    break;
                }
                if (next != null) {
                    end(next, progress);
                }
            }
        }
        sent.stream().filter(left -> left != Sent.END).forEach(this::cancel);
        long took = System.nanoTime() - began;
        output.summary((stop.isDone() ? "stopped: " : "") + summary.text(took), summary.toJson(took));
        if (readFailure != null) {
            throw new UncheckedIOException("standard input cannot be read: " + readFailure.getMessage(), readFailure);
        }
        return summary.failed() > 0 || stop.isDone() ? ExitCode.FAILED : ExitCode.DONE;
    }

    private void read() {
        try {
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (line.isBlank()) {
                    continue;
                }
                while (!window.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    if (stop.isDone()) {
                        return;
                    }
                }
                if (stop.isDone()) {
                    return;
                }
                sent.add(send(line));
            }
        } catch (IOException e) {
            readFailure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sent.add(Sent.END);
        }
    }

    private Sent send(String line) {
        try {
            return new Sent(lines.number(), callee.callLine(line), null);
        } catch (RuntimeException e) {
            return new Sent(lines.number(), null, e);
        }
    }

    private void end(Sent call, Progress progress) throws InterruptedException, ExecutionException {
        while (!call.took.isDone() && !stop.isDone()) {
            try {
                call.took.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                // To look whether the user still wants it.
                continue;
            }
        }
        if (!call.took.isDone()) {
            cancel(call);
            return;
        }
        progress.print(() -> print(call));
        progress.at(summary.ended(), lines.expected(summary.ended()));
        window.release();
        if (output.out().checkError()) {
            // Nobody reads the results any more, such as after `| head`.
            stop.complete(null);
        }
    }

    private void print(Sent call) {
        ObjectNode object = JsonNodeFactory.instance.objectNode().put("line", call.line);
        try {
            if (call.refusal != null) {
                throw call.refusal;
            }
            object.put("id", call.future.callId()).put("ms", call.took.join() / NANOS_PER_MILLI);
            JsonNode result = ValueJson.toJson(call.future.get());
            summary.done(call.took.join());
            output.result(result.toString(), object.set("result", result));
        } catch (RuntimeException e) {
            summary.failed(e);
            if (output.json()) {
                output.object(object.set("error", Failures.toJson(e)));
            } else {
                output.failures().printFailure("line " + call.line, e);
            }
        }
    }

    /** Nobody waits for it any more. */
    private void cancel(Sent call) {
        summary.unanswered(1);
        if (call.future != null) {
            call.future.cancel(true);
        }
    }
}
