package io.cloudburst.executor;

import io.cloudburst.engine.Effect;
import io.cloudburst.engine.Plan;
import io.cloudburst.sdk.Dag;
import java.util.List;

/**
 * Which functions of its run a stage is. They run one after the other, each at a position from 0.
 *
 * @param called whether its first node is the function that was called
 * @param indexed whether its node runs several times side by side: {@code count} times in this stage, from the index {@code first} on
 */
public record StagePlace(String runId, boolean called, boolean indexed, int first, int count) {
    /** @param ofFunction whether the run is of a function, not of a DAG */
    public static StagePlace of(String runId, boolean ofFunction, Effect.Start<?> start) {
        Plan.Stage stage = start.stage();
        if (stage.form() instanceof Dag.Each) {
            return new StagePlace(runId, false, true, start.firstElement(), start.elements());
        }
        if (stage.form() instanceof Dag.Race) {
            return new StagePlace(
                    runId, false, true, contender(stage, start.task().part()), 1);
        }
        return new StagePlace(runId, isCalled(stage, ofFunction), false, 0, 0);
    }

    /** Whether the first node of the stage is the function that was called. */
    public static boolean isCalled(Plan.Stage stage, boolean ofFunction) {
        return ofFunction && stage.index() == 0;
    }

    /** The index that a contender of a race has: that of its edge. */
    private static int contender(Plan.Stage race, int upstream) {
        int index = 0;
        while (race.triggers().get(index).upstream() != upstream) {
            index++;
        }
        return index;
    }

    /** The name in its run of the function at a position. */
    String function(List<Dag.Node> chain, int position) {
        if (indexed) {
            return chain.get(0).name() + "[" + (first + position) + "]";
        }
        return called && position == 0 ? "" : chain.get(position).name();
    }

    /** Where the function with this name is in the stage; -1 if it is not. */
    public int positionOf(List<Dag.Node> chain, String function) {
        int functions = indexed ? count : chain.size();
        for (int position = 0; position < functions; position++) {
            if (function(chain, position).equals(function)) {
                return position;
            }
        }
        return -1;
    }
}
