package io.cloudburst.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One run of a plan, as a state machine: {@link #begin}, then an {@link Event} at a time. Immutable: each step gives the next
 * state and what is to be done. Events may come twice, or after the run's end; those change nothing.
 *
 * @param arguments node name to its fixed arguments
 * @param results stage index to result, for as long as a stage that takes it is not done: a stage that was lost can be started again
 * @param done indices of the stages that have ended
 * @param <V> values, which the engine only passes on
 */
public record Run<V>(Plan plan, Map<String, List<V>> arguments, Map<Integer, V> results, Set<Integer> done) {

    /** @param next empty once the run is over and nothing of it need be kept */
    public record Step<V>(Optional<Run<V>> next, List<Effect<V>> effects) {}

    public Run {
        arguments = Map.copyOf(arguments);
        results = Map.copyOf(results);
        done = Set.copyOf(done);
    }

    /** Starts all stages without upstreams. Arguments are checked before; see {@link Admission}. */
    public static <V> Step<V> begin(Plan plan, Map<String, List<V>> arguments) {
        Run<V> run = new Run<>(plan, arguments, Map.of(), Set.of());
        List<Effect<V>> sources = plan.stages().stream()
                .filter(stage -> stage.upstreams().isEmpty())
                .<Effect<V>>map(run::start)
                .toList();
        return new Step<>(Optional.of(run), sources);
    }

    public Step<V> on(Event<V> event) {
        if (event instanceof Event.StageDone<V> stage) {
            return onDone(plan.stages().get(stage.stage()), stage.result());
        }
        Event.StageFailed<V> failed = (Event.StageFailed<V>) event;
        return done.contains(failed.stage())
                ? unchanged()
                : new Step<>(Optional.empty(), List.of(new Effect.Fail<>(failed.failure())));
    }

    /** The stage again, as it was first started. Its upstreams must be done, and itself not. */
    public Effect.StartStage<V> start(Plan.Stage stage) {
        List<List<V>> perNode = new ArrayList<>();
        for (int i = 0; i < stage.chain().size(); i++) {
            List<V> fixed = arguments.getOrDefault(stage.chain().get(i).name(), List.of());
            if (i > 0 || stage.upstreams().isEmpty()) {
                perNode.add(fixed);
                continue;
            }
            List<V> all = new ArrayList<>(fixed);
            stage.upstreams().forEach(upstream -> all.add(results.get(upstream)));
            perNode.add(List.copyOf(all));
        }
        return new Effect.StartStage<>(stage, List.copyOf(perNode));
    }

    private Step<V> onDone(Plan.Stage stage, V result) {
        if (done.contains(stage.index())) {
            return unchanged();
        }
        if (stage.downstreams().isEmpty()) {
            return new Step<>(Optional.empty(), List.of(new Effect.Succeed<>(result)));
        }
        Set<Integer> nowDone = new HashSet<>(done);
        nowDone.add(stage.index());
        Map<Integer, V> kept = new HashMap<>(results);
        kept.put(stage.index(), result);
        for (int upstream : stage.upstreams()) {
            if (nowDone.containsAll(plan.stages().get(upstream).downstreams())) {
                kept.remove(upstream);
            }
        }
        Run<V> next = new Run<>(plan, arguments, kept, nowDone);
        List<Effect<V>> started = stage.downstreams().stream()
                .map(plan.stages()::get)
                .filter(downstream -> nowDone.containsAll(downstream.upstreams()))
                .<Effect<V>>map(next::start)
                .toList();
        return new Step<>(Optional.of(next), started);
    }

    private Step<V> unchanged() {
        return new Step<>(Optional.of(this), List.of());
    }
}
