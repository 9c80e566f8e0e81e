package io.cloudburst.statefun;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cloudburst.engine.Values;
import io.cloudburst.engine.WireValues;
import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.PendingOperation;
import io.cloudburst.protocol.RunMessage;
import io.cloudburst.protocol.RunPlan;
import io.cloudburst.protocol.StageReport;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.ErrorCode;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.statefun.sdk.AsyncOperationResult;
import org.apache.flink.statefun.sdk.Context;
import org.apache.flink.statefun.sdk.FunctionType;
import org.apache.flink.statefun.sdk.StatefulFunction;
import org.apache.flink.statefun.sdk.annotations.Persisted;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run of a call, addressed by its {@link RunIds run id}: lends the engine its state, its timers, its executor and its way out.
 * Everything that may take time happens outside, as an asynchronous operation; what Flink hands back as unknown after a failure is
 * started again. Here is what becomes of each message; {@link CallStart}, {@link RunCourse} and {@link Outputs} are the three parts of
 * a run's life.
 *
 * <p>A run of one plain stage, as most are, keeps no state: its call travels with its operation. Others keep their plan and their
 * progress until they have answered.
 */
final class RunFunction implements StatefulFunction {
    static final FunctionType TYPE = new FunctionType("cloudburst", "run");

    private static final Logger LOG = LoggerFactory.getLogger(RunFunction.class);

    @Persisted
    private final RunState state = new RunState();

    @Persisted
    private final LetterState letterState = new LetterState();

    private final TaskResources task;
    private final Letters letters;
    private final Operations operations;
    private final Answers answers;
    private final CallStart start;
    private final RunCourse course;
    private final Outputs outputs;

    RunFunction(TaskResources task) {
        this.task = task;
        Values<Value> values = new WireValues();
        Leftovers leftovers = new Leftovers(task.executor().large());
        this.letters = new Letters(
                letterState,
                new Whereabouts(state, plan -> task.resolution().restore(plan, state.progress()), values),
                task.executor(),
                task.ended(),
                Clock.systemUTC());
        this.operations = new Operations(task, letters);
        this.answers = new Answers(state, leftovers, letters, task.watch());
        this.outputs = new Outputs(operations, answers, leftovers);
        this.course = new RunCourse(state, task, letters, leftovers, operations, answers, outputs, values);
        this.start = new CallStart(state, task, operations, answers, course, values);
    }

    @Override
    public void invoke(Context context, Object message) {
        if (!(message instanceof AsyncOperationResult<?, ?> result)) {
            receive(context, parse((byte[]) message));
        } else if (result.successful() && result.value() instanceof Arrival arrival) {
            arrive(context, arrival);
        } else {
            PendingOperation operation = Operations.pending((byte[]) result.metadata());
            callOf(operation).ifPresent(call -> guarded(context, call, () -> settle(context, operation, result)));
        }
    }

    private void receive(Context context, RunMessage message) {
        switch (message.getMessageCase()) {
            case CALL -> {
                Received received = Received.of(message.getCall());
                guarded(context, received.call(), () -> start.take(context, received));
            }
            case REPORT -> {
                StageReport report = message.getReport();
                arrive(
                        context,
                        new Arrival.StageEnded(
                                RunCodec.decode(report.getTask()),
                                StageFunction.outcome(report),
                                report.getLettersTakenMap()));
            }
            case RETRY_DUE ->
                inRun(context, runPlan -> course.retry(context, runPlan, RunCodec.decode(message.getRetryDue())));
            case DELAY_OVER ->
                state.delayed().ifPresent(call -> guarded(context, call, () -> start.delayOver(context, call)));
            case FORGET -> answers.forget();
            case LETTER -> letters.receive(context, LetterCodec.decode(message.getLetter(), 0));
            case LETTER_OUTCOME -> task.messenger().settle(message.getLetterOutcome());
            case LETTER_DELIVERY -> letters.delivered(context, message.getLetterDelivery());
            case LETTERS_WANTED ->
                inRun(context, runPlan -> course.sendLettersAgain(context, runPlan, message.getLettersWanted()));
            case LETTERS_DUE -> letters.due(context, message.getLettersDue());
            case LETTERS_FORGOTTEN -> letters.forget(message.getLettersForgotten());
            case MESSAGE_NOT_SET ->
                LOG.error("a message to run {} says nothing", context.self().id());
        }
    }

    private void arrive(Context context, Arrival arrival) {
        if (arrival instanceof Arrival.RunEnded ended) {
            letters.taken(ended.lettersTaken());
            guarded(context, ended.call(), () -> course.endAlone(context, ended));
        } else if (arrival instanceof Arrival.StageEnded ended) {
            letters.taken(ended.lettersTaken());
            if (state.plan().isEmpty()) {
                course.discard(ended);
                return;
            }
            inRun(context, runPlan -> course.stageEnded(context, runPlan, ended));
        } else if (arrival instanceof Arrival.RegistryRead read) {
            guarded(context, read.received().call(), () -> start.begin(context, read.received(), true));
        } else if (arrival instanceof Arrival.OutputStored stored) {
            outputs.stored(context, stored);
        } else if (arrival instanceof Arrival.WaitedTooLong waited) {
            answers.fail(
                    context,
                    waited.call(),
                    ErrorCode.TIMEOUT,
                    "the registry was not read up to offset %d in time; is Kafka reachable from the job?"
                            .formatted(waited.call().getRegistryOffset()));
        }
    }

    /** Without a plan the run has ended, by another stage's failure for instance. */
    private void inRun(Context context, Consumer<RunPlan> step) {
        state.plan().ifPresent(runPlan -> guarded(context, runPlan.getCall(), () -> step.accept(runPlan)));
    }

    /** After a failure: whether the operation was done nobody knows, so it is done again. */
    private void settle(Context context, PendingOperation operation, AsyncOperationResult<?, ?> result) {
        if (result.failure()) {
            throw new IllegalStateException("an operation failed: " + result.throwable(), result.throwable());
        }
        switch (operation.getOperationCase()) {
            case CALL -> start.begin(context, Received.of(operation.getCall()), false);
            case OUTPUT -> operations.storeOutput(context, operation.getOutput());
            case STAGE -> course.relaunch(context, state.plan().orElseThrow(), RunCodec.decode(operation.getStage()));
            case ORDER, OPERATION_NOT_SET -> throw new IllegalStateException("no operation of a run: " + operation);
        }
    }

    /** What throws restarts the job and comes again, for ever: a mistake of ours must cost one call, not all of them. */
    private void guarded(Context context, Call call, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            LOG.error("call {} failed inside the job", call.getId(), e);
            state.end();
            answers.fail(context, call, ErrorCode.EXECUTION_ERROR, "the job failed on this call: " + e);
        }
    }

    /** Empty if the operation was part of a run that has ended. */
    private Optional<Call> callOf(PendingOperation operation) {
        return switch (operation.getOperationCase()) {
            case CALL -> Optional.of(Received.of(operation.getCall()).call());
            case OUTPUT -> Optional.of(operation.getOutput().getCall());
            default -> state.plan().map(RunPlan::getCall);
        };
    }

    private static RunMessage parse(byte[] message) {
        try {
            return RunMessage.parseFrom(message);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a message to a run is garbage", e);
        }
    }
}
