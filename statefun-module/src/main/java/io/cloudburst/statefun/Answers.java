package io.cloudburst.statefun;

import com.google.protobuf.ByteString;
import io.cloudburst.engine.Failure;
import io.cloudburst.protocol.Answer;
import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.CallError;
import io.cloudburst.protocol.Caller;
import io.cloudburst.protocol.KeptAnswer;
import io.cloudburst.protocol.Reply;
import io.cloudburst.protocol.RunMessage;
import io.cloudburst.protocol.Trace;
import io.cloudburst.protocol.TraceContext;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.store.Frontier;
import io.cloudburst.statefun.watch.RunWatch;
import java.time.Duration;
import java.util.Optional;
import org.apache.flink.statefun.sdk.Context;
import org.apache.flink.statefun.sdk.io.EgressIdentifier;

/**
 * Answers calls. Those with an idempotency key are answered together, and their answer is kept for as long as another of them may
 * come.
 */
final class Answers {
    /** Where they go. */
    static final EgressIdentifier<Answer> EGRESS = new EgressIdentifier<>("cloudburst", "replies", Answer.class);

    /** How long after its answer a call with an idempotency key may be repeated without running again. */
    static final Duration KEPT = Duration.ofMinutes(10);

    /** The reply partition of a call that nobody waits for. */
    static final int NOBODY = -1;

    /** So many may wait for one answer. */
    private static final int MAX_CALLERS = 1_000;

    private final RunState state;
    private final Leftovers leftovers;
    private final Letters letters;
    private final RunWatch watch;

    Answers(RunState state, Leftovers leftovers, Letters letters, RunWatch watch) {
        this.state = state;
        this.leftovers = leftovers;
        this.letters = letters;
        this.watch = watch;
    }

    void succeed(Context context, Call call, Value result, Frontier written, Optional<Trace> trace) {
        Reply.Builder reply = Reply.newBuilder().setResult(result).addAllWritten(written.toProto());
        trace.ifPresent(reply::setTrace);
        answer(context, call, reply);
    }

    void fail(Context context, Call call, ErrorCode code, String message) {
        fail(context, call, Failure.of(code, message), Optional.empty());
    }

    void fail(Context context, Call call, Failure failure, Optional<Trace> trace) {
        Reply.Builder reply = Reply.newBuilder()
                .setError(CallError.newBuilder()
                        .setCode(io.cloudburst.protocol.ErrorCode.valueOf(
                                failure.code().name()))
                        .setMessage(failure.message())
                        .setStackTrace(failure.stackTrace()));
        trace.ifPresent(reply::setTrace);
        answer(context, call, reply);
    }

    private void answer(Context context, Call call, Reply.Builder reply) {
        letters.runEnded(context);
        RunSpans.end(call, reply);
        TraceContext trace = call.hasRunTrace() ? call.getRunTrace().getContext() : call.getTraceContext();
        watch.ended(context.self().id(), call, reply);
        Optional<KeptAnswer> kept = state.kept();
        if (kept.isEmpty()) {
            send(context, caller(call), trace, reply);
            if (call.getReplyPartition() == NOBODY || call.getJson()) {
                leftovers.ofReply(reply.build());
            }
            return;
        }
        kept.get().getCallersList().forEach(caller -> send(context, caller, trace, reply));
        if (!isOfItsRun(reply)) {
            state.forget();
            return;
        }
        state.keep(
                kept.get().toBuilder().clearCallers().setReply(reply.clearId()).build());
        context.sendAfter(
                KEPT,
                context.self(),
                RunMessage.newBuilder().setForget(true).build().toByteArray());
    }

    /** The answer that was kept is no longer wanted. */
    void forget() {
        state.kept().map(KeptAnswer::getReply).ifPresent(leftovers::ofReply);
        state.forget();
    }

    /** Whether it is what the function gave. Of everything else a repetition may make something better. */
    private static boolean isOfItsRun(Reply.Builder reply) {
        return reply.hasResult() || reply.getError().getCode() == io.cloudburst.protocol.ErrorCode.EXECUTION_ERROR;
    }

    /**
     * Takes up a call that may have come before.
     *
     * @return whether it is the first, which is to run
     */
    boolean isFirst(Context context, Call call) {
        if (call.getIdempotencyKey().isEmpty()) {
            return true;
        }
        ByteString hash = ByteString.copyFrom(RunIds.hashOfWork(call));
        Optional<KeptAnswer> before = state.kept();
        if (before.isEmpty()) {
            state.keep(KeptAnswer.newBuilder()
                    .setCallHash(hash)
                    .addCallers(caller(call))
                    .build());
            return true;
        }
        if (!before.get().getCallHash().equals(hash)) {
            repeat(
                    context,
                    call,
                    error(
                            io.cloudburst.protocol.ErrorCode.INVALID_ARGUMENT,
                            "the idempotency key '%s' belongs to a call with other arguments; use another key for another call"
                                    .formatted(call.getIdempotencyKey())));
        } else if (before.get().hasReply()) {
            repeat(context, call, before.get().getReply().toBuilder());
        } else if (before.get().getCallersCount() >= MAX_CALLERS) {
            repeat(
                    context,
                    call,
                    error(
                            io.cloudburst.protocol.ErrorCode.OVERLOADED,
                            "%d callers wait for this call already".formatted(MAX_CALLERS)));
        } else if (!before.get().getCallersList().contains(caller(call))) {
            state.keep(before.get().toBuilder().addCallers(caller(call)).build());
        }
        return false;
    }

    private static Reply.Builder error(io.cloudburst.protocol.ErrorCode code, String message) {
        return Reply.newBuilder().setError(CallError.newBuilder().setCode(code).setMessage(message));
    }

    private static Caller caller(Call call) {
        return Caller.newBuilder()
                .setCallId(call.getId())
                .setReplyPartition(call.getReplyPartition())
                .setJson(call.getJson())
                .build();
    }

    /** Answers a call that does not run itself. */
    private static void repeat(Context context, Call call, Reply.Builder reply) {
        RunSpans.end(call, reply);
        send(context, caller(call), call.getTraceContext(), reply);
    }

    private static void send(Context context, Caller caller, TraceContext trace, Reply.Builder reply) {
        if (caller.getReplyPartition() != NOBODY) {
            Answer.Builder answer = Answer.newBuilder()
                    .setReply(reply.setId(caller.getCallId()))
                    .setPartition(caller.getReplyPartition())
                    .setJson(caller.getJson());
            if (!trace.getParent().isEmpty()) {
                answer.setTraceContext(trace);
            }
            context.send(EGRESS, answer.build());
        }
    }
}
