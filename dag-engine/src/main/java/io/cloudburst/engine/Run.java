package io.cloudburst.engine;

import io.cloudburst.sdk.Dag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One run of a plan, as a state machine: {@link #begin}, then an {@link Event} at a time. Immutable: each step gives the next
 * state and what is to be done. Ends may come twice, or after the run's; those change nothing.
 *
 * @param arguments node name to its fixed arguments
 * @param results stage index to result, for as long as a stage that takes it has not ended: a stage that was lost can be started again
 * @param ended stage index to how it ended
 * @param active the stages that have more to tell than that they run for the first time
 * @param <V> values, which the engine only passes on
 */
public record Run<V>(
        Plan plan,
        Map<String, List<V>> arguments,
        Map<Integer, V> results,
        Map<Integer, End> ended,
        Map<Integer, Active<V>> active) {

    /** How a stage ended. */
    public enum End {
        DONE,
        /** By the conditions of the edges that lead to it. */
        SKIPPED,
        /** Or what it takes has; and only races, which can do without, are left of what needs it. */
        FAILED
    }

    /**
     * A stage that runs in parts, contends in a race, or has failed and tries again.
     *
     * @param parts how many, of a stage that runs for each element of a list; else 0
     * @param results of the parts that are done
     * @param rejected contenders of a race that are out of it: their results were not valid, or they failed
     * @param failures part to how often it has failed
     * @param lastFailure what a race ends with that nobody wins
     */
    public record Active<V>(
            int parts,
            Map<Integer, V> results,
            Set<Integer> rejected,
            Map<Integer, Integer> failures,
            Optional<Failure> lastFailure) {
        public Active {
            results = Map.copyOf(results);
            rejected = Set.copyOf(rejected);
            failures = Map.copyOf(failures);
        }

        static <V> Active<V> inParts(int parts) {
            return new Active<>(parts, Map.of(), Set.of(), Map.of(), Optional.empty());
        }
    }

    /** @param next empty once the run is over and nothing of it need be kept */
    public record Step<V>(Optional<Run<V>> next, List<Effect<V>> effects) {}

    public Run {
        arguments = Map.copyOf(arguments);
        results = Map.copyOf(results);
        ended = Map.copyOf(ended);
        active = Map.copyOf(active);
    }

    /** Starts all stages without upstreams. Arguments are checked before; see {@link Admission}. */
    public static <V> Step<V> begin(Plan plan, Map<String, List<V>> arguments, Values<V> values) {
        Transition<V> transition = new Transition<>(new Run<>(plan, arguments, Map.of(), Map.of(), Map.of()), values);
        transition.begin();
        return transition.step();
    }

    public Step<V> on(Event<V> event, Values<V> values) {
        Transition<V> transition = new Transition<>(this, values);
        transition.take(event);
        return transition.step();
    }

    /** Whether the attempt is the last one of a task that has been started, and its end has not been taken. */
    public boolean awaits(Task task) {
        Plan.Stage stage = plan.stages().get(task.stage());
        Active<V> state = active.getOrDefault(task.stage(), Active.inParts(0));
        return !ended.containsKey(task.stage())
                && task.attempt() == state.failures().getOrDefault(task.part(), 0)
                && !state.results().containsKey(task.part())
                && !state.rejected().contains(task.part())
                && (stage.form() instanceof Dag.Race
                        ? ended.get(task.part()) == End.DONE
                        : stage.triggers().stream().allMatch(t -> ended.containsKey(t.upstream())));
    }

    /** The tasks that have been started and have not ended, those included that wait for another attempt. */
    public List<Task> running() {
        List<Task> running = new ArrayList<>();
        for (Plan.Stage stage : plan.stages()) {
            int parts = stage.form() instanceof Dag.Each && active.containsKey(stage.index())
                    ? active.get(stage.index()).parts()
                    : 1;
            if (stage.form() instanceof Dag.Race) {
                stage.triggers().forEach(t -> addRunning(running, stage, t.upstream()));
            } else {
                for (int part = 0; part < parts; part++) {
                    addRunning(running, stage, part);
                }
            }
        }
        return running;
    }

    private void addRunning(List<Task> running, Plan.Stage stage, int part) {
        Task task = latest(stage, part);
        if (awaits(task)) {
            running.add(task);
        }
    }

    /** The task again, as it was first started; only for one that the run {@link #awaits}. */
    public Effect.Start<V> start(Task task, Values<V> values) {
        Plan.Stage stage = plan.stages().get(task.stage());
        HeadArguments<V> arguments = new HeadArguments<>(this, values);
        if (!(stage.form() instanceof Dag.Each)) {
            return start(task, arguments.of(stage, task), 0, 0);
        }
        List<V> parts = arguments.parts(stage);
        V part = parts.get(task.part());
        return start(
                task, arguments.withLast(stage, part), arguments.elementsBefore(parts, task.part()), values.size(part));
    }

    /** The last attempt of the part of a stage that runs for this element of its list; empty if none does. */
    public Optional<Task> taskOf(Plan.Stage stage, int element, Values<V> values) {
        int before = 0;
        List<V> parts = new HeadArguments<>(this, values).parts(stage);
        for (int part = 0; part < parts.size(); part++) {
            before += values.size(parts.get(part));
            if (element >= 0 && element < before) {
                return Optional.of(latest(stage, part));
            }
        }
        return Optional.empty();
    }

    /** The last attempt of a part that has been started. */
    public Task latest(Plan.Stage stage, int part) {
        Active<V> state = active.getOrDefault(stage.index(), Active.inParts(0));
        return new Task(stage.index(), part, state.failures().getOrDefault(part, 0));
    }

    Effect.Start<V> start(Task task, List<V> headArguments, int firstElement, int elements) {
        Plan.Stage stage = plan.stages().get(task.stage());
        List<List<V>> perNode = new ArrayList<>();
        perNode.add(headArguments);
        for (int i = 1; i < stage.chain().size(); i++) {
            perNode.add(arguments.getOrDefault(stage.chain().get(i).name(), List.of()));
        }
        return new Effect.Start<>(stage, task, List.copyOf(perNode), firstElement, elements);
    }

    /** The result of an upstream, if there is one and it is for this trigger. */
    Optional<V> passed(Plan.Trigger trigger, Values<V> values) {
        if (ended.get(trigger.upstream()) != End.DONE) {
            return Optional.empty();
        }
        V result = results.get(trigger.upstream());
        return trigger.when().isMet(scalars -> values.isOneOf(result, scalars))
                ? Optional.of(result)
                : Optional.empty();
    }
}
