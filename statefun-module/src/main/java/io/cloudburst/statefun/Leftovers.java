package io.cloudburst.statefun;

import io.cloudburst.protocol.Arguments;
import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.LargeValue;
import io.cloudburst.protocol.Reply;
import io.cloudburst.protocol.RunPlan;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.store.LargeValues;
import io.cloudburst.sdk.value.Large;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The large values of calls that are removed by the job: what its stages have passed on, and what nobody waits for. A caller who waits
 * removes arguments and result itself, once it has the answer. What nobody removes expires.
 */
final class Leftovers {
    private final LargeValues values;

    Leftovers(LargeValues values) {
        this.values = values;
    }

    /** What a run has to be removed at its end, and what a stage adds to it. */
    static List<LargeValue> with(List<LargeValue> soFar, Value result) {
        List<LargeValue> more = Large.in(result);
        if (more.isEmpty()) {
            return soFar;
        }
        List<LargeValue> all = new ArrayList<>(soFar);
        all.addAll(more);
        return all;
    }

    /**
     * A run with state is over.
     *
     * @param passedOn what its stages have given
     * @param result of the run, if it has one
     */
    void ofRun(RunPlan plan, Collection<LargeValue> passedOn, Optional<Value> result) {
        Set<String> kept = result.map(Large::in).orElse(List.of()).stream()
                .map(LargeValue::getId)
                .collect(Collectors.toSet());
        values.removeLater(
                passedOn.stream().filter(value -> !kept.contains(value.getId())).toList());
        if (isWaitedForByNobody(plan.getCall())) {
            ofArguments(plan.getArgumentsList().stream());
        }
    }

    /** A run without state is over. */
    void ofCall(Call call) {
        if (isWaitedForByNobody(call)) {
            ofArguments(Stream.concat(
                    call.getArgumentsList().stream(),
                    call.getContinuationsList().stream().flatMap(then -> then.getArgumentsList().stream())));
        }
    }

    private static boolean isWaitedForByNobody(Call call) {
        return call.getReplyPartition() == Answers.NOBODY
                && call.getIdempotencyKey().isEmpty();
    }

    private void ofArguments(Stream<Arguments> arguments) {
        values.removeLater(arguments
                .flatMap(one -> one.getValuesList().stream())
                .flatMap(value -> Large.in(value).stream())
                .toList());
    }

    /** Nobody will read it. */
    void ofResult(Value result) {
        values.removeLater(Large.in(result));
    }

    /** Nobody will read it. */
    void ofReply(Reply reply) {
        ofResult(reply.getResult());
    }
}
