package io.cloudburst.statefun.executor;

import io.cloudburst.engine.Failure;
import io.cloudburst.protocol.Reference;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.code.ShippedFunction;
import io.cloudburst.sdk.deadline.DeadlineSweeper;
import io.cloudburst.sdk.store.StateView;
import io.cloudburst.sdk.store.StoreClient;
import io.cloudburst.sdk.store.Writers;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A stage from the moment that it waits for a thread until it has ended. Runs its functions one after the other; always
 * completes its outcome, never exceptionally, at the latest at the call's deadline.
 */
final class RunningStage implements Runnable, DeadlineSweeper.Expirable {
    private static final int MAX_TRACE_CHARS = 16 * 1024;
    private static final int MAX_MESSAGE_CHARS = 2 * 1024;

    private final StageTask task;
    private final Functions functions;
    private final Writers writers;
    private final Session session;
    private final CompletableFuture<StageOutcome> outcome = new CompletableFuture<>();
    /** Who runs user code now, to be interrupted at the deadline; null before and after. Guarded by this. */
    private Thread runner;

    RunningStage(StageTask task, Functions functions, StoreClient store, Writers writers) {
        this.task = task;
        this.functions = functions;
        this.writers = writers;
        this.session = new Session(store, task.seen(), task.deadline());
    }

    CompletableFuture<StageOutcome> outcome() {
        return outcome;
    }

    @Override
    public long deadline() {
        return task.deadline();
    }

    @Override
    public void run() {
        if (!begin()) {
            return;
        }
        Value result = null;
        Failure failure = null;
        try {
            result = runChain();
        } catch (CloudburstException e) {
            failure = Failure.of(e);
        } catch (Throwable e) {
            // Nothing of ours should throw anything else, and if it does, the caller must still get an answer.
            failure = Failure.of(ErrorCode.EXECUTION_ERROR, "the executor failed: " + e);
        } finally {
            end();
        }
        if (failure == null) {
            succeed(result);
        } else {
            outcome.complete(new StageOutcome.Failed(failure));
        }
    }

    private synchronized boolean begin() {
        if (outcome.isDone()) {
            return false;
        }
        runner = Thread.currentThread();
        return true;
    }

    private synchronized void end() {
        runner = null;
        // An interrupt that came too late for this stage must not reach the next one.
        Thread.interrupted();
    }

    @Override
    public void expire() {
        boolean started;
        synchronized (this) {
            started = runner != null;
        }
        // First, so that what the interrupted function throws is not taken for its end.
        outcome.complete(new StageOutcome.Failed(Failure.of(
                ErrorCode.TIMEOUT,
                started
                        ? "the call's time was over while %s ran".formatted(describe())
                        : "the call's time was over before %s could run; too many calls run or wait"
                                .formatted(describe()))));
        synchronized (this) {
            if (runner != null) {
                runner.interrupt();
            }
        }
    }

    private String describe() {
        return "function '" + task.stage().chain().get(0).function() + "'"
                + (task.stage().chain().size() > 1 ? " and those after it" : "");
    }

    /** Once the store's log has what the stage has written. */
    private void succeed(Value result) {
        session.acknowledged().whenComplete((written, failure) -> {
            if (failure == null) {
                outcome.complete(new StageOutcome.Done(result, written));
            } else {
                outcome.complete(new StageOutcome.Failed(Failure.of(
                        ErrorCode.UNAVAILABLE,
                        "a write of %s was not acknowledged: %s".formatted(describe(), failure.getMessage()))));
            }
        });
    }

    private Value runChain() {
        Object previous = null;
        for (int i = 0; ; i++) {
            boolean last = i == task.stage().chain().size() - 1;
            try (Functions.Lease lease = functions.acquire(task.code().get(i))) {
                LoadedFunction function = lease.function();
                previous = call(function, arguments(function, i, previous));
                if (last) {
                    return encode(function, previous);
                }
            }
        }
    }

    /** The context and the arguments. */
    private Object[] arguments(LoadedFunction function, int node, Object previous) {
        var fixed = task.arguments().get(node);
        int count = fixed.size() + (node > 0 ? 1 : 0);
        if (count != function.arity()) {
            throw new CloudburstException(
                    ErrorCode.INVALID_ARGUMENT,
                    "function '%s' takes %d arguments, got %d; was it replaced by one with other parameters?"
                            .formatted(function.name(), function.arity(), count));
        }
        Object[] all = new Object[count + 1];
        all[0] = context(function);
        Map<String, Value> objects = resolve(function, fixed);
        for (int i = 0; i < fixed.size(); i++) {
            all[i + 1] = function.decode(i, resolved(function, i, fixed.get(i), objects));
        }
        if (node > 0) {
            all[count] = function.convert(fixed.size(), previous);
        }
        return all;
    }

    private Value resolved(LoadedFunction function, int index, Value argument, Map<String, Value> objects) {
        if (!argument.hasReference()) {
            return argument;
        }
        String key = argument.getReference().getKey();
        Value object = objects.get(key);
        if (object == null) {
            throw new CloudburstException(
                    ErrorCode.INVALID_ARGUMENT,
                    "argument %d of function '%s': it refers to key '%s', which does not exist; put it first"
                            .formatted(index + 1, function.name(), key));
        }
        return object;
    }

    /** What the references among a function's arguments stand for, by key. */
    private Map<String, Value> resolve(LoadedFunction function, List<Value> arguments) {
        List<Reference> references = arguments.stream()
                .filter(Value::hasReference)
                .map(Value::getReference)
                .toList();
        if (references.isEmpty()) {
            return Map.of();
        }
        try {
            return session.resolve(references);
        } catch (CloudburstException e) {
            throw new CloudburstException(
                    e.code(),
                    "a reference among the arguments of function '%s': %s".formatted(function.name(), e.getMessage()),
                    e);
        }
    }

    private Object call(LoadedFunction function, Object[] arguments) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(function.loader());
        try {
            return function.call(arguments);
        } catch (Throwable thrown) {
            throw failure(function, thrown);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private CloudburstException failure(LoadedFunction function, Throwable thrown) {
        if (thrown instanceof LinkageError || thrown instanceof TypeNotPresentException) {
            Optional<MissingClass> missing = MissingClass.in(thrown);
            if (missing.isPresent()) {
                return missing.get().failure(function.name());
            }
        }
        String message = "function '%s' threw %s".formatted(function.name(), describe(thrown));
        return new CloudburstException(ErrorCode.EXECUTION_ERROR, cut(message, MAX_MESSAGE_CHARS), trace(thrown));
    }

    /** User code may be broken even there. */
    private static String describe(Throwable thrown) {
        try {
            return thrown.toString();
        } catch (RuntimeException | StackOverflowError e) {
            return thrown.getClass().getName();
        }
    }

    /** Down to where the user's code was called. */
    private static String trace(Throwable thrown) {
        try {
            thrown.setStackTrace(Arrays.stream(thrown.getStackTrace())
                    .takeWhile(frame -> !frame.getClassName().equals(ShippedFunction.class.getName()))
                    .toArray(StackTraceElement[]::new));
            StringWriter trace = new StringWriter();
            thrown.printStackTrace(new PrintWriter(trace));
            return cut(trace.toString(), MAX_TRACE_CHARS);
        } catch (RuntimeException | StackOverflowError e) {
            return "";
        }
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length) + "…";
    }

    private static Value encode(LoadedFunction function, Object result) {
        try {
            return function.codec().encode(result);
        } catch (CloudburstException e) {
            ErrorCode code = e.code() == ErrorCode.PAYLOAD_TOO_LARGE ? e.code() : ErrorCode.EXECUTION_ERROR;
            throw new CloudburstException(
                    code, "the result of function '%s': %s".formatted(function.name(), e.getMessage()), e);
        }
    }

    private FunctionContext context(LoadedFunction function) {
        return new StageContext(task.callId(), function.name(), new StateView(session, writers, function.codec()));
    }
}
