package io.cloudburst.engine;

import io.cloudburst.sdk.Dag;
import java.util.ArrayList;
import java.util.List;

/** What the first node of a stage is called with: the call's fixed arguments, then what comes from upstream. */
record HeadArguments<V>(Run<V> run, Values<V> values) {

    /** Of a stage that does not run in parts; see {@link #withLast} for one that does. */
    List<V> of(Plan.Stage stage, Task task) {
        if (stage.form() instanceof Dag.Race) {
            List<V> all = new ArrayList<>(fixed(stage));
            all.add(run.results().get(task.part()));
            return List.copyOf(all);
        }
        return List.copyOf(all(stage));
    }

    /**
     * The list that a stage runs for, in parts.
     *
     * @throws io.cloudburst.sdk.CloudburstException if it is not a list
     */
    List<V> parts(Plan.Stage stage) {
        List<V> all = all(stage);
        return values.split(all.get(all.size() - 1), Plan.MAX_PARTS);
    }

    /** How many elements of the list come before a part. */
    int elementsBefore(List<V> parts, int part) {
        return parts.subList(0, part).stream().mapToInt(values::size).sum();
    }

    /** With a part of the list in the place of the list. */
    List<V> withLast(Plan.Stage stage, V part) {
        List<V> all = all(stage);
        all.set(all.size() - 1, part);
        return List.copyOf(all);
    }

    private List<V> all(Plan.Stage stage) {
        List<V> all = new ArrayList<>(fixed(stage));
        for (Plan.Trigger trigger : stage.triggers()) {
            if (trigger.passesResult()) {
                all.add(run.passed(trigger, values).orElseGet(values::nothing));
            }
        }
        return all;
    }

    private List<V> fixed(Plan.Stage stage) {
        return run.arguments().getOrDefault(stage.chain().get(0).name(), List.of());
    }
}
