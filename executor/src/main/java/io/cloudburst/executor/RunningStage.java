package io.cloudburst.executor;

import io.cloudburst.engine.Failure;
import io.cloudburst.protocol.Reference;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.code.ShippedFunction;
import io.cloudburst.sdk.deadline.DeadlineSweeper;
import io.cloudburst.sdk.store.StateView;
import io.cloudburst.sdk.store.StoreClient;
import io.cloudburst.sdk.store.Writers;
import io.cloudburst.sdk.value.ValueLists;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
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
    private final long queued = now();
    /** Who runs user code now, to be interrupted at the deadline; null before and after. Guarded by this. */
    private Thread runner;

    /** When it did for the first time, or 0. Guarded by this. */
    private long started;

    RunningStage(StageTask task, Functions functions, StoreClient store, Writers writers) {
        this.task = task;
        this.functions = functions;
        this.writers = writers;
        this.session = new Session(store, task.work(), task.seen(), task.deadline());
    }

    CompletableFuture<StageOutcome> outcome() {
        return outcome;
    }

    @Override
    public long deadline() {
        return task.deadline();
    }

    String runId() {
        return task.runId();
    }

    @Override
    public void run() {
        if (!begin()) {
            return;
        }
        Value result = null;
        Failure failure = null;
        boolean retryable = false;
        try {
            result = isEach() ? runEach() : runChain();
        } catch (FunctionThrewException e) {
            failure = Failure.of(e.failure());
            retryable = e.isRetryable(task.code().get(0));
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
            fail(failure, retryable);
        }
    }

    private boolean isEach() {
        return task.chain().get(0).form() instanceof Dag.Each;
    }

    private synchronized boolean begin() {
        if (outcome.isDone()) {
            return false;
        }
        runner = Thread.currentThread();
        started = now();
        return true;
    }

    private synchronized void end() {
        runner = null;
        // An interrupt that came too late for this stage must not reach the next one.
        Thread.interrupted();
    }

    @Override
    public void expire() {
        boolean hasStarted;
        synchronized (this) {
            hasStarted = runner != null;
        }
        end(Failure.of(
                ErrorCode.TIMEOUT,
                hasStarted
                        ? "the call's time was over while %s ran".formatted(describe())
                        : "the call's time was over before %s could run; too many calls run or wait"
                                .formatted(describe())));
    }

    /** Ends it from outside, and interrupts what runs. */
    void end(Failure why) {
        // First, so that what the interrupted function throws is not taken for its end.
        fail(why, false);
        synchronized (this) {
            if (runner != null) {
                runner.interrupt();
            }
        }
    }

    private void fail(Failure failure, boolean retryable) {
        outcome.complete(new StageOutcome.Failed(failure, retryable, times()));
    }

    private synchronized StageOutcome.Times times() {
        long ended = now();
        return new StageOutcome.Times(queued, started == 0 ? ended : started, ended);
    }

    private static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    private String describe() {
        return "function '" + task.chain().get(0).target() + "'"
                + (task.chain().size() > 1 ? " and those after it" : "");
    }

    /** Once the store's log has what the stage has written. */
    private void succeed(Value result) {
        session.acknowledged().whenComplete((written, failure) -> {
            if (failure == null) {
                outcome.complete(new StageOutcome.Done(result, written, times()));
            } else {
                fail(
                        Failure.of(
                                ErrorCode.UNAVAILABLE,
                                "a write of %s was not acknowledged: %s".formatted(describe(), failure.getMessage())),
                        false);
            }
        });
    }

    /** One after the other: side by side run the parts of the list. */
    private Value runEach() {
        List<Value> results = new ArrayList<>();
        try (Functions.Lease lease = functions.acquire(task.code().get(0))) {
            LoadedFunction function = lease.function();
            Object[] arguments = arguments(function, 0, null);
            int last = arguments.length - 1;
            for (Value element : ValueLists.elements((Value) arguments[last])) {
                Object[] ofElement = arguments.clone();
                ofElement[last] = function.decode(last - 1, element);
                session.enter(results.size());
                results.add(encode(function, call(function, ofElement)));
            }
        }
        return ValueLists.of(results);
    }

    private Value runChain() {
        Object previous = null;
        for (int i = 0; ; i++) {
            boolean last = i == task.chain().size() - 1;
            try (Functions.Lease lease = functions.acquire(task.code().get(i))) {
                LoadedFunction function = lease.function();
                session.enter(i);
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
            Value argument = resolved(function, i, fixed.get(i), objects);
            all[i + 1] = isEach() && i == fixed.size() - 1 ? argument : function.decode(i, argument);
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

    private RuntimeException failure(LoadedFunction function, Throwable thrown) {
        if (thrown instanceof LinkageError || thrown instanceof TypeNotPresentException) {
            Optional<MissingClass> missing = MissingClass.in(thrown);
            if (missing.isPresent()) {
                return missing.get().failure(function.name());
            }
        }
        String message = "function '%s' threw %s".formatted(function.name(), describe(thrown));
        return new FunctionThrewException(
                function.name(),
                new CloudburstException(ErrorCode.EXECUTION_ERROR, cut(message, MAX_MESSAGE_CHARS), trace(thrown)),
                thrown);
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
