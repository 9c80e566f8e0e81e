package io.cloudburst.statefun;

import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.OutputOrder;
import io.cloudburst.protocol.Topic;
import io.cloudburst.protocol.Trace;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.store.Frontier;
import io.cloudburst.sdk.value.Large;
import java.util.Optional;
import org.apache.flink.statefun.sdk.Context;

/** The way of a result to its answer: at once, or by the store first. */
final class Outputs {
    /** Of a result that a caller gets as JSON: text may be shorter than what it says, but by no more than this. */
    private static final long MAX_FETCHED_BYTES = 2L * Topic.MAX_RECORD_BYTES;

    private final Operations operations;
    private final Answers answers;
    private final Leftovers leftovers;

    Outputs(Operations operations, Answers answers, Leftovers leftovers) {
        this.operations = operations;
        this.answers = answers;
        this.leftovers = leftovers;
    }

    void succeed(Context context, Call call, Value result, Frontier written, Optional<Trace> trace) {
        boolean fetched = call.getJson() && Large.isIn(result) && Large.bytes(result) <= MAX_FETCHED_BYTES;
        if (call.getOutputKey().isEmpty() && !fetched) {
            answers.succeed(context, call, result, written, trace);
            return;
        }
        OutputOrder.Builder order = OutputOrder.newBuilder()
                .setCall(call.toBuilder().clearArguments().clearContinuations())
                .setResult(result)
                .addAllWritten(written.toProto());
        trace.ifPresent(order::setTrace);
        operations.storeOutput(context, order.build());
    }

    /** What was asked of the store is done, or has failed. */
    void stored(Context context, Arrival.OutputStored stored) {
        OutputOrder order = stored.order();
        Optional<Trace> trace = order.hasTrace() ? Optional.of(order.getTrace()) : Optional.empty();
        if (stored.failure().isPresent() || !Large.isIn(stored.result())) {
            leftovers.ofResult(order.getResult());
        }
        if (stored.failure().isPresent()) {
            answers.fail(context, order.getCall(), stored.failure().get(), trace);
        } else {
            answers.succeed(
                    context,
                    order.getCall(),
                    stored.result(),
                    Frontier.fromProto(order.getWrittenList()).join(stored.written()),
                    trace);
        }
    }
}
