package io.cloudburst.executor;

import io.cloudburst.engine.Failure;
import io.cloudburst.protocol.Reference;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.code.ShippedFunction;
import io.cloudburst.sdk.deadline.Await;
import io.cloudburst.sdk.deadline.DeadlineSweeper;
import io.cloudburst.sdk.log.LoggedCall;
import io.cloudburst.sdk.registry.RegisteredCode;
import io.cloudburst.sdk.store.Frontier;
import io.cloudburst.sdk.store.StateView;
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
import java.util.function.ObjIntConsumer;

/**
 * A stage from the moment that it waits for a thread until it has ended. Runs its functions one after the other; always
 * completes its outcome, never exceptionally, at the latest at the call's deadline.
 */
final class RunningStage implements Runnable, DeadlineSweeper.Expirable {
    private static final int MAX_TRACE_CHARS = 16 * 1024;
    private static final int MAX_MESSAGE_CHARS = 2 * 1024;

    /** What references stand for, by key; read already, or to be read by the stage itself. */
    record References(Map<String, Value> objects) {
        static final References READ_ALONE = new References(Map.of());
    }

    private final StageTask task;
    private final Functions functions;
    private final Writers writers;
    private final Session session;
    private final StageValues values;
    private final CodeThread thread;
    private final Messenger messenger;
    private final StageSpan span;
    private final CompletableFuture<StageOutcome> outcome = new CompletableFuture<>();
    /** Puts it aside until what a node's references wait for is there, and then runs it again. */
    private final ObjIntConsumer<RunningStage> whenThere;

    private final long queued = now();
    /** When user code, or what it needs, began to run; 0 before. Guarded by this. */
    private long started;

    /** The key that is waited for; empty: none. */
    private volatile String waitsFor = "";

    /** The node that is next, and what the one before it has returned: a stage that was put aside goes on there. */
    private int next;

    private Object previous;
    /** The last node whose awaited objects have been waited for. */
    private int awaitedNode;

    RunningStage(StageTask task, StageResources resources, ObjIntConsumer<RunningStage> whenThere) {
        this.task = task;
        this.whenThere = whenThere;
        this.functions = resources.functions();
        this.writers = resources.writers();
        this.messenger = resources.messenger();
        this.session = new Session(resources.store(), Optional.of(task.work()), task.seen(), task.deadline());
        this.values = new StageValues(resources.large(), resources.objects(), task.deadline());
        this.thread = new CodeThread(resources.stuckThreads(), code().name(), () -> "call " + callId(), () -> {});
        this.span = StageSpan.begin(task);
        outcome.whenComplete((ended, never) -> span.ended(ended));
    }

    StageSpan span() {
        return span;
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

    String callId() {
        return task.callId();
    }

    /** What its caller has written. */
    Frontier seen() {
        return task.seen();
    }

    /** Of its first function. */
    RegisteredCode code() {
        return task.code().get(0);
    }

    StageMail.Delivery deliver(Letter letter) {
        return task.mail().deliver(letter);
    }

    void closeMail() {
        task.mail().close();
    }

    @Override
    public void run() {
        if (begin()) {
            LoggedCall.run(callId(), () -> span.run(this::runFunctions));
        }
    }

    private void runFunctions() {
        Optional<Value> result = Optional.empty();
        Failure failure = null;
        boolean retryable = false;
        try {
            result = isEach() ? Optional.of(runEach()) : runChain();
        } catch (FunctionThrewException e) {
            failure = Failure.of(e.failure());
            retryable = e.isRetryable(code());
        } catch (CloudburstException e) {
            failure = Failure.of(e);
        } catch (Throwable e) {
            // Nothing of ours should throw anything else, and if it does, the caller must still get an answer.
            failure = Failure.of(ErrorCode.EXECUTION_ERROR, "the executor failed: " + e);
        } finally {
            thread.end();
        }
        if (failure != null) {
            fail(failure, retryable);
        } else if (result.isPresent()) {
            succeed(result.get());
        } else {
            whenThere.accept(this, next);
        }
    }

    boolean isEach() {
        return task.chain().get(0).form() instanceof Dag.Each;
    }

    private boolean begin() {
        thread.begin();
        if (outcome.isDone()) {
            thread.end();
            return false;
        }
        start();
        return true;
    }

    /** From now on it runs: here, or in a batch. */
    synchronized void start() {
        if (started == 0) {
            started = now();
            span.started();
        }
    }

    /** For whoever asks why it takes so long. */
    void waitsFor(String key) {
        waitsFor = key;
    }

    @Override
    public void expire() {
        String key = waitsFor;
        if (!key.isEmpty()) {
            end(Failure.of(
                    ErrorCode.TIMEOUT,
                    "the call's time was over while %s waited for key '%s', which nobody has put"
                            .formatted(describe(), key)));
            return;
        }
        boolean hasStarted;
        synchronized (this) {
            hasStarted = started != 0;
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
        thread.interrupt();
    }

    /** As it has ended elsewhere. */
    void end(StageOutcome ended) {
        if (!outcome.complete(ended) && ended instanceof StageOutcome.Done done) {
            values.discard(done.result());
        }
    }

    /** @param written acknowledged */
    private void done(Value result, Frontier written) {
        if (!outcome.complete(new StageOutcome.Done(result, written, times()))) {
            values.discard(result);
        }
    }

    /** With what a batch has for it, of whatever size. */
    void done(LoadedFunction function, Value result, Frontier written) {
        values.sent(function.name(), result, isEach()).whenComplete((sent, failure) -> {
            if (failure == null) {
                done(sent, written);
            } else {
                fail(Failure.of(Await.failure(failure, "the storing of a result")), false);
            }
        });
    }

    void fail(Failure failure, boolean retryable) {
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
                done(result, written);
            } else {
                fail(notAcknowledged(describe(), failure), false);
            }
        });
    }

    static Failure notAcknowledged(String what, Throwable failure) {
        return Failure.of(
                ErrorCode.UNAVAILABLE, "a write of %s was not acknowledged: %s".formatted(what, failure.getMessage()));
    }

    /** One after the other: side by side run the parts of the list. */
    private Value runEach() {
        List<Value> results = new ArrayList<>();
        try (Functions.Lease lease = functions.acquire(task.code().get(0))) {
            for (Object[] row : rows(lease.function(), References.READ_ALONE)) {
                checkWanted();
                session.enter(results.size());
                results.add(encode(lease.function(), call(lease.function(), row, results.size())));
            }
            return values.outgoing(lease.function(), ValueLists.of(results), true);
        }
    }

    /** What the first function is called with, the context in the first place: once, or once for each element of a list. */
    List<Object[]> rows(LoadedFunction function, References references) {
        Object[] arguments = arguments(function, 0, null, references);
        if (!isEach()) {
            return List.<Object[]>of(arguments);
        }
        int last = arguments.length - 1;
        List<Object[]> rows = new ArrayList<>();
        for (Value element : ValueLists.elements((Value) arguments[last])) {
            Object[] row = arguments.clone();
            row[0] = context(function, rows.size());
            row[last] = function.decode(last - 1, element);
            rows.add(row);
        }
        return rows;
    }

    /** A function that swallowed the interrupt is not followed by another. */
    private void checkWanted() {
        if (outcome.isDone()) {
            throw new CloudburstException(ErrorCode.CANCELLED, "the stage has ended");
        }
    }

    /** Empty: the next node's references wait for something. */
    private Optional<Value> runChain() {
        for (; ; next++) {
            int node = next;
            boolean last = node == task.chain().size() - 1;
            if (node > awaitedNode && !awaited(node).isEmpty()) {
                awaitedNode = node;
                return Optional.empty();
            }
            try (Functions.Lease lease = functions.acquire(task.code().get(node))) {
                LoadedFunction function = lease.function();
                checkWanted();
                thread.calls(function.name());
                session.enter(node);
                previous = call(function, arguments(function, node, previous, References.READ_ALONE), node);
                if (last) {
                    return Optional.of(values.outgoing(function, encode(function, previous), false));
                }
            }
        }
    }

    /** The context and the arguments. */
    private Object[] arguments(LoadedFunction function, int node, Object previous, References references) {
        var fixed = task.arguments().get(node);
        int count = fixed.size() + (node > 0 ? 1 : 0);
        if (count != function.arity()) {
            throw new CloudburstException(
                    ErrorCode.INVALID_ARGUMENT,
                    "function '%s' takes %d arguments, got %d; was it replaced by one with other parameters?"
                            .formatted(function.name(), function.arity(), count));
        }
        Object[] all = new Object[count + 1];
        all[0] = context(function, node);
        Map<String, Value> objects =
                references == References.READ_ALONE ? resolve(function, fixed) : references.objects();
        for (int i = 0; i < fixed.size(); i++) {
            Value argument = values.whole(function.name(), i, resolved(function, i, fixed.get(i), objects));
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
        List<Reference> references = references(arguments);
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

    /** What a node is called with only when it is there. */
    List<Reference> awaited(int node) {
        List<Value> arguments = task.arguments().get(node);
        // Asked of every stage, and of hardly any is there something to say.
        for (Value argument : arguments) {
            if (argument.getReference().getWait()) {
                return references(arguments).stream().filter(Reference::getWait).toList();
            }
        }
        return List.of();
    }

    /** The references among what its first function is called with. */
    List<Reference> references() {
        return references(task.arguments().get(0));
    }

    private static List<Reference> references(List<Value> arguments) {
        List<Reference> references = List.of();
        for (Value argument : arguments) {
            if (argument.hasReference()) {
                references = references.isEmpty() ? new ArrayList<>() : references;
                references.add(argument.getReference());
            }
        }
        return references;
    }

    /** @param position of the function in the stage */
    private Object call(LoadedFunction function, Object[] arguments, int position) {
        try {
            return call(function, arguments);
        } finally {
            task.mail().ended(position);
        }
    }

    /** Calls user code, on this thread. */
    static Object call(LoadedFunction function, Object[] arguments) {
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

    private static RuntimeException failure(LoadedFunction function, Throwable thrown) {
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

    static Value encode(LoadedFunction function, Object result) {
        try {
            return function.codec().encode(result);
        } catch (CloudburstException e) {
            ErrorCode code = e.code() == ErrorCode.PAYLOAD_TOO_LARGE ? e.code() : ErrorCode.EXECUTION_ERROR;
            throw new CloudburstException(
                    code, "the result of function '%s': %s".formatted(function.name(), e.getMessage()), e);
        }
    }

    private FunctionContext context(LoadedFunction function, int position) {
        return new StageContext(
                List.of(callId()),
                function.name(),
                new StateView(session, writers, function.codec(), Optional.of(values.objects())),
                Optional.of(new FunctionMail(task, position, function.codec(), messenger)));
    }
}
