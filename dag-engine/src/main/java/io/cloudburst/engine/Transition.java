package io.cloudburst.engine;

import io.cloudburst.engine.Run.Active;
import io.cloudburst.engine.Run.End;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** One step of a run, from one state to the next. Used once. */
final class Transition<V> {
    private final Values<V> values;
    private final List<Effect<V>> effects = new ArrayList<>();
    /** Stages whose end has not been told to those after them yet. */
    private final Deque<Plan.Stage> justEnded = new ArrayDeque<>();

    /** The indices of those. */
    private final Set<Integer> untold = new HashSet<>();

    private Run<V> run;
    private boolean over;

    Transition(Run<V> run, Values<V> values) {
        this.run = run;
        this.values = values;
    }

    Run.Step<V> step() {
        return new Run.Step<>(over ? Optional.empty() : Optional.of(run), List.copyOf(effects));
    }

    void begin() {
        run.plan().stages().stream().filter(stage -> stage.triggers().isEmpty()).forEach(this::start);
        propagate();
    }

    void take(Event<V> event) {
        Task task = event.task();
        Plan.Stage stage = run.plan().stages().get(task.stage());
        if (!run.awaits(task)) {
            return;
        }
        if (event instanceof Event.Done<V> done) {
            done(stage, task, done.result());
        } else if (event instanceof Event.Failed<V> failed) {
            failed(stage, task, failed);
        } else if (event instanceof Event.RetryDue<V>) {
            effects.add(run.start(task, values));
        }
        propagate();
    }

    /** Until nothing follows from what has ended any more. A loop, because a DAG may be a thousand stages deep. */
    private void propagate() {
        while (!over && !justEnded.isEmpty()) {
            Plan.Stage ended = justEnded.remove();
            untold.remove(ended.index());
            ended.downstreams().forEach(index -> {
                Plan.Stage downstream = run.plan().stages().get(index);
                if (!over && !run.ended().containsKey(index)) {
                    upstreamEnded(downstream, ended);
                }
            });
        }
    }

    private void upstreamEnded(Plan.Stage stage, Plan.Stage upstream) {
        if (stage.form() instanceof Dag.Race) {
            boolean contends = stage.triggers().stream()
                    .anyMatch(t -> t.upstream() == upstream.index()
                            && run.passed(t, values).isPresent());
            if (contends) {
                effects.add(run.start(new Task(stage.index(), upstream.index(), 0), values));
            }
            settleRace(stage);
        } else if (stage.triggers().stream()
                .allMatch(t -> run.ended().containsKey(t.upstream()) && !untold.contains(t.upstream()))) {
            if (isWanted(stage)) {
                start(stage);
            } else {
                skip(stage);
            }
        }
    }

    /** All its upstreams have ended. */
    private boolean isWanted(Plan.Stage stage) {
        boolean anyTaken = false;
        boolean conditional = false;
        boolean conditionTaken = false;
        for (Plan.Trigger trigger : stage.triggers()) {
            boolean taken = run.passed(trigger, values).isPresent();
            anyTaken |= taken;
            if (!(trigger.when() instanceof Plan.When.Any)) {
                conditional = true;
                conditionTaken |= taken;
            }
        }
        return conditional ? conditionTaken : anyTaken;
    }

    private void start(Plan.Stage stage) {
        if (over) {
            return;
        }
        if (stage.form() instanceof Dag.Each) {
            startParts(stage);
        } else {
            effects.add(run.start(new Task(stage.index(), 0, 0), values));
        }
    }

    private void startParts(Plan.Stage stage) {
        HeadArguments<V> arguments = new HeadArguments<>(run, values);
        List<V> parts;
        try {
            parts = arguments.parts(stage);
        } catch (CloudburstException e) {
            fail(
                    stage,
                    Failure.of(
                            e.code(),
                            "node '%s' runs for each element of its last argument: %s"
                                    .formatted(stage.chain().get(0).name(), e.getMessage())));
            return;
        }
        if (parts.isEmpty()) {
            finish(stage, values.concatenate(List.of()));
            return;
        }
        activate(stage, Active.inParts(parts.size()));
        int before = 0;
        for (int part = 0; part < parts.size(); part++) {
            int size = values.size(parts.get(part));
            effects.add(run.start(
                    new Task(stage.index(), part, 0), arguments.withLast(stage, parts.get(part)), before, size));
            before += size;
        }
    }

    private void done(Plan.Stage stage, Task task, V result) {
        if (stage.form() instanceof Dag.Race race && values.isOneOf(result, race.invalid())) {
            reject(stage, task, Optional.empty());
        } else if (stage.form() instanceof Dag.Each) {
            Active<V> active = run.active().get(stage.index());
            Map<Integer, V> results = new HashMap<>(active.results());
            results.put(task.part(), result);
            if (results.size() == active.parts()) {
                gather(
                        stage,
                        IntStream.range(0, active.parts())
                                .mapToObj(results::get)
                                .toList());
            } else {
                activate(
                        stage,
                        new Active<>(
                                active.parts(), results, active.rejected(), active.failures(), active.lastFailure()));
            }
        } else {
            finish(stage, result);
        }
    }

    private void gather(Plan.Stage stage, List<V> results) {
        V all;
        try {
            all = values.concatenate(results);
        } catch (CloudburstException e) {
            fail(
                    stage,
                    Failure.of(
                            e.code(),
                            "the results of node '%s' make no list: %s"
                                    .formatted(stage.chain().get(0).name(), e.getMessage())));
            return;
        }
        finish(stage, all);
    }

    private void failed(Plan.Stage stage, Task task, Event.Failed<V> failed) {
        int failures = task.attempt() + 1;
        if (failed.retryable()
                && stage.retry().isPresent()
                && failures < stage.retry().get().attempts()) {
            Active<V> active = active(stage);
            Map<Integer, Integer> counts = new HashMap<>(active.failures());
            counts.put(task.part(), failures);
            activate(
                    stage,
                    new Active<>(active.parts(), active.results(), active.rejected(), counts, active.lastFailure()));
            effects.add(new Effect.Retry<>(
                    new Task(task.stage(), task.part(), failures), stage.retry().get(), failed.failure()));
        } else if (stage.form() instanceof Dag.Race) {
            reject(stage, task, Optional.of(failed.failure()));
        } else {
            fail(stage, failed.failure());
        }
    }

    /** A contender is out of the race. */
    private void reject(Plan.Stage race, Task task, Optional<Failure> failure) {
        Active<V> active = active(race);
        Set<Integer> rejected = new HashSet<>(active.rejected());
        rejected.add(task.part());
        activate(
                race,
                new Active<>(
                        active.parts(),
                        active.results(),
                        rejected,
                        active.failures(),
                        failure.or(active::lastFailure)));
        settleRace(race);
    }

    private void remember(Plan.Stage race, Failure failure) {
        Active<V> active = active(race);
        activate(
                race,
                new Active<>(
                        active.parts(), active.results(), active.rejected(), active.failures(), Optional.of(failure)));
    }

    /** Ends a race in which nobody is left. */
    private void settleRace(Plan.Stage race) {
        if (!race.triggers().stream().allMatch(t -> run.ended().containsKey(t.upstream()))) {
            return;
        }
        List<Integer> contenders = race.triggers().stream()
                .filter(t -> run.passed(t, values).isPresent())
                .map(Plan.Trigger::upstream)
                .toList();
        Active<V> active = active(race);
        if (!active.rejected().containsAll(contenders)) {
            return;
        }
        if (contenders.isEmpty() && active.lastFailure().isEmpty()) {
            skip(race);
            return;
        }
        fail(
                race,
                active.lastFailure()
                        .orElseGet(() -> Failure.of(
                                ErrorCode.EXECUTION_ERROR,
                                "no result of node '%s' was valid"
                                        .formatted(race.chain().get(0).name()))));
    }

    private void finish(Plan.Stage stage, V result) {
        if (stage.downstreams().isEmpty()) {
            succeed(result);
            return;
        }
        Map<Integer, V> results = new HashMap<>(run.results());
        results.put(stage.index(), result);
        run = new Run<>(run.plan(), run.arguments(), results, run.ended(), run.active());
        end(stage, End.DONE);
    }

    private void skip(Plan.Stage stage) {
        if (stage.downstreams().isEmpty()) {
            succeed(values.nothing());
        } else {
            end(stage, End.SKIPPED);
        }
    }

    /** Drops what only this stage needed, and leaves it to {@link #propagate} to tell those after it. */
    private void end(Plan.Stage stage, End how) {
        Map<Integer, End> ended = new HashMap<>(run.ended());
        ended.put(stage.index(), how);
        Map<Integer, Active<V>> active = new HashMap<>(run.active());
        active.remove(stage.index());
        Map<Integer, V> results = new HashMap<>(run.results());
        results.keySet().removeIf(index -> ended.keySet()
                .containsAll(run.plan().stages().get(index).downstreams()));
        run = new Run<>(run.plan(), run.arguments(), results, ended, active);
        justEnded.add(stage);
        untold.add(stage.index());
    }

    private void activate(Plan.Stage stage, Active<V> state) {
        Map<Integer, Active<V>> active = new HashMap<>(run.active());
        active.put(stage.index(), state);
        run = new Run<>(run.plan(), run.arguments(), run.results(), run.ended(), active);
    }

    private Active<V> active(Plan.Stage stage) {
        return run.active().getOrDefault(stage.index(), Active.inParts(0));
    }

    private void succeed(V result) {
        over = true;
        effects.clear();
        effects.add(new Effect.Succeed<>(result));
    }

    /** Ends a stage, and with it all that cannot do without its result: up to races, which pass it over, or to the end of the run. */
    private void fail(Plan.Stage stage, Failure failure) {
        Deque<Plan.Stage> lost = new ArrayDeque<>(List.of(stage));
        while (!lost.isEmpty()) {
            Plan.Stage next = lost.remove();
            if (next.downstreams().isEmpty()) {
                over = true;
                effects.clear();
                effects.add(new Effect.Fail<>(failure));
                return;
            }
            if (run.ended().containsKey(next.index())) {
                continue;
            }
            end(next, End.FAILED);
            for (int index : next.downstreams()) {
                Plan.Stage downstream = run.plan().stages().get(index);
                if (run.ended().containsKey(index)) {
                    continue;
                }
                if (downstream.form() instanceof Dag.Race) {
                    remember(downstream, failure);
                } else {
                    lost.add(downstream);
                }
            }
        }
    }
}
