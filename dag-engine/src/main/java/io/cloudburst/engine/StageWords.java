package io.cloudburst.engine;

import io.cloudburst.sdk.BatchOptions;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.RetryPolicy;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A stage in plain words.
 *
 * @param skippable the stages that may be skipped, see {@link #skippable}
 */
record StageWords(Plan plan, Plan.Stage stage, BitSet skippable) {

    /** Those that a condition keeps from running, themselves or all that they get results from; by index. */
    static BitSet skippable(Plan plan) {
        BitSet skippable = new BitSet();
        for (Plan.Stage stage : plan.stages()) {
            List<Plan.Trigger> triggers = stage.triggers();
            skippable.set(
                    stage.index(),
                    triggers.stream().anyMatch(StageWords::isConditional)
                            || !triggers.isEmpty()
                                    && triggers.stream().allMatch(trigger -> skippable.get(trigger.upstream())));
        }
        return skippable;
    }

    private static boolean isConditional(Plan.Trigger trigger) {
        return trigger.when() instanceof Plan.When.Compared;
    }

    String chain() {
        return stage.chain().stream()
                .map(node -> node.name().equals(node.target()) ? node.name() : node.name() + " = " + node.target())
                .collect(Collectors.joining(" > "));
    }

    String begins() {
        if (stage.triggers().isEmpty()) {
            return "at once";
        }
        boolean race = stage.form() instanceof Dag.Race;
        return (race ? "with each of: " : "after ")
                + stage.triggers().stream().map(this::trigger).collect(Collectors.joining(race ? ", " : " and "));
    }

    private String trigger(Plan.Trigger trigger) {
        String when = trigger.when() instanceof Plan.When.Compared compared
                ? (compared.oneOf() ? " if its result is " : " unless its result is ") + literals(compared.scalars())
                : "";
        return upstream(trigger).name() + when;
    }

    /** @param options of its first function */
    String runs(FunctionOptions options) {
        List<String> words = new ArrayList<>();
        if (stage.form() instanceof Dag.Each) {
            words.add(
                    "for each element of its last argument, in up to %d parts side by side".formatted(Plan.MAX_PARTS));
        } else if (stage.form() instanceof Dag.Race race) {
            words.add("until a result is valid, which is the first"
                    + (race.invalid().isEmpty() ? "" : " that is not " + literals(race.invalid())));
        } else {
            words.add("once");
        }
        options.batch()
                .ifPresent(batch ->
                        words.add("with other calls in batches of up to %d%s".formatted(batch.maxSize(), wait(batch))));
        if (options.maxConcurrent() > 0) {
            words.add("at most %d at a time on an executor".formatted(options.maxConcurrent()));
        }
        if (stage.chain().size() > 1) {
            words.add("one function after the other on one thread, with nothing sent in between");
        }
        words.add(stage.isSpread() ? "on whichever executor it falls (spread)" : "where the run is");
        return String.join("; ", words);
    }

    private static String wait(BatchOptions batch) {
        return batch.maxWait().isZero()
                ? ""
                : ", which it waits for up to %d ms".formatted(batch.maxWait().toMillis());
    }

    String retried(RetryPolicy retry) {
        String whose = stage.chain().size() > 1 ? stage.chain().get(0).name() + ": " : "";
        return whose
                + "%d attempts, %s ms apart at first, then %s times as long, at most %s ms%s"
                        .formatted(
                                retry.attempts(),
                                retry.firstBackoff().toMillis(),
                                number(retry.multiplier()),
                                retry.longestBackoff().toMillis(),
                                retry.exceptions().isEmpty()
                                        ? ""
                                        : "; only on " + String.join(", ", retry.exceptions()));
    }

    /** @param given how many arguments the call has to give */
    String takes(Dag.Node node, int place, int given) {
        List<String> words = new ArrayList<>();
        if (given > 0) {
            words.add(Explanation.count(given, "argument") + " of the call");
        }
        if (place > 0) {
            words.add("the result of " + stage.chain().get(place - 1).name());
        } else if (stage.form() instanceof Dag.Race) {
            words.add("one of the upstream results at a time");
        } else {
            stage.triggers().stream()
                    .filter(Plan.Trigger::passesResult)
                    .map(trigger ->
                            "the result of " + upstream(trigger).name() + (mayBeNull(trigger) ? " or null" : ""))
                    .forEach(words::add);
        }
        return words.isEmpty() ? "nothing" : String.join(", then ", words);
    }

    String gives() {
        return "the result of the DAG"
                + (skippable.get(stage.index()) ? ", which is null if this stage is skipped" : "");
    }

    private Dag.Node upstream(Plan.Trigger trigger) {
        List<Dag.Node> chain = plan.stages().get(trigger.upstream()).chain();
        return chain.get(chain.size() - 1);
    }

    /** Whether the node runs, although the edge is not taken. */
    private boolean mayBeNull(Plan.Trigger trigger) {
        return stage.triggers().size() > 1 && (isConditional(trigger) || skippable.get(trigger.upstream()));
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    /** As they would stand in Java. */
    static String literals(List<Object> scalars) {
        return scalars.stream()
                .map(scalar -> scalar instanceof String ? "\"" + scalar + "\"" : Objects.toString(scalar))
                .collect(Collectors.joining(" or "));
    }
}
