package io.cloudburst.statefun;

import io.cloudburst.engine.Plan;
import io.cloudburst.engine.Run;
import io.cloudburst.engine.Task;
import io.cloudburst.engine.Values;
import io.cloudburst.executor.StagePlace;
import io.cloudburst.protocol.RunPlan;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.Dag;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Where a function of a run is, by what the run's state says. */
final class Whereabouts {
    private static final int MAX_NAMES = 20;

    private final RunState state;
    private final Function<RunPlan, Run<Value>> restore;
    private final Values<Value> values;

    /** @param restore the run that a plan, and the progress beside it, stand for */
    Whereabouts(RunState state, Function<RunPlan, Run<Value>> restore, Values<Value> values) {
        this.state = state;
        this.restore = restore;
        this.values = values;
    }

    sealed interface Where {}

    /** The run has not come, has ended, or has no state. */
    record Unknown() implements Where {}

    /** It has not begun, or begins again, or runs here. */
    record Here() implements Where {}

    /** In a stage that runs apart. */
    record Apart(String stageId) implements Where {}

    record Ended() implements Where {}

    /** There is none. */
    record Nowhere(String why) implements Where {}

    Where of(String runId, String function) {
        Optional<RunPlan> plan = state.plan();
        if (plan.isPresent()) {
            return inPlan(runId, plan.get(), function);
        }
        return state.delayed().isPresent() ? new Here() : new Unknown();
    }

    private Where inPlan(String runId, RunPlan runPlan, String function) {
        int bracket = function.indexOf('[');
        String name = bracket < 0 ? function : function.substring(0, bracket);
        int index = bracket < 0 ? -1 : Integer.parseInt(function.substring(bracket + 1, function.length() - 1));
        Run<Value> run = restore.apply(runPlan);
        for (Plan.Stage stage : run.plan().stages()) {
            if (names(runPlan, stage).contains(name)) {
                return inStage(runId, run, stage, function, index);
            }
        }
        return new Nowhere("run '%s' has no function '%s'; its functions are %s"
                .formatted(
                        runId,
                        function,
                        run.plan().stages().stream()
                                .flatMap(stage -> names(runPlan, stage).stream())
                                .limit(MAX_NAMES)
                                .map(known -> "'" + known + "'")
                                .collect(Collectors.joining(", "))));
    }

    private static List<String> names(RunPlan runPlan, Plan.Stage stage) {
        boolean called = StagePlace.isCalled(stage, runPlan.getCall().hasFunction());
        return stage.chain().stream()
                .map(node -> called && node == stage.chain().get(0) ? "" : node.name())
                .toList();
    }

    private Where inStage(String runId, Run<Value> run, Plan.Stage stage, String function, int index) {
        boolean indexed = !(stage.form() instanceof Dag.Once);
        if (indexed != index >= 0) {
            return new Nowhere(
                    indexed
                            ? "'%s' runs several times side by side; say which one, as in '%s[0]'"
                                    .formatted(function, function)
                            : "'%s' has an index, but its node runs once".formatted(function));
        }
        if (run.ended().containsKey(stage.index())) {
            return new Ended();
        }
        Run.Active<Value> active = run.active().get(stage.index());
        Task task;
        if (stage.form() instanceof Dag.Each) {
            if (active == null) {
                return new Here();
            }
            Optional<Task> part = run.taskOf(stage, index, values);
            if (part.isEmpty()) {
                return new Nowhere("there is no '%s': the list is shorter".formatted(function));
            }
            task = part.get();
        } else if (stage.form() instanceof Dag.Race) {
            if (index >= stage.triggers().size()) {
                return new Nowhere("there is no '%s': only %d edges lead there"
                        .formatted(function, stage.triggers().size()));
            }
            task = run.latest(stage, stage.triggers().get(index).upstream());
        } else {
            task = run.latest(stage, 0);
        }
        if (run.awaits(task)) {
            return stage.isSpread() ? new Apart(StageFunction.id(runId, task)) : new Here();
        }
        boolean over = active != null
                && (active.results().containsKey(task.part())
                        || active.rejected().contains(task.part()));
        return over ? new Ended() : new Here();
    }
}
