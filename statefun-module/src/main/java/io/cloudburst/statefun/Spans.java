package io.cloudburst.statefun;

import io.cloudburst.engine.Plan;
import io.cloudburst.executor.StageOutcome;
import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.StageSpan;
import io.cloudburst.protocol.Trace;
import io.cloudburst.sdk.Dag;
import java.util.List;
import java.util.Optional;

/** Traces of runs, for calls that ask for them. */
final class Spans {
    private Spans() {}

    static Optional<Trace> trace(Call call, long accepted, List<StageSpan> spans) {
        return call.getTrace()
                ? Optional.of(Trace.newBuilder()
                        .setAccepted(accepted)
                        .addAllStages(spans)
                        .build())
                : Optional.empty();
    }

    static StageSpan of(Plan.Stage stage, int part, StageOutcome outcome) {
        StageOutcome.Times times = outcome.times();
        return StageSpan.newBuilder()
                .addAllNodes(stage.chain().stream().map(Dag.Node::name).toList())
                .setPart(part)
                .setQueued(times.queued())
                .setStarted(times.started())
                .setEnded(times.ended())
                .setError(
                        outcome instanceof StageOutcome.Failed failed
                                ? failed.failure().code().name()
                                : "")
                .build();
    }
}
