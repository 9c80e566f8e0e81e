package io.cloudburst.statefun;

import io.cloudburst.engine.Plan;
import io.cloudburst.executor.StageOutcome;
import io.cloudburst.protocol.StageSpan;
import io.cloudburst.sdk.Dag;

/** What a trace says of a stage. */
final class Spans {
    private Spans() {}

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
