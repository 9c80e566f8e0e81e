package io.cloudburst.engine;

import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.RetryPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** A stage in plain words. */
record StageWords(Plan plan, Plan.Stage stage) {

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
        List<Dag.Node> upstream = plan.stages().get(trigger.upstream()).chain();
        String when = trigger.when() instanceof Plan.When.Compared compared
                ? (compared.oneOf() ? " if its result is " : " unless its result is ") + literals(compared.scalars())
                : "";
        return upstream.get(upstream.size() - 1).name() + when;
    }

    String runs() {
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
        if (stage.chain().size() > 1) {
            words.add("one function after the other on one thread, with nothing sent in between");
        }
        words.add(stage.isSpread() ? "on whichever executor it falls (spread)" : "where the run is");
        return String.join("; ", words);
    }

    String retried(RetryPolicy retry) {
        return "%d attempts, %s ms apart at first, then %s times as long, at most %s ms%s"
                .formatted(
                        retry.attempts(),
                        retry.firstBackoff().toMillis(),
                        number(retry.multiplier()),
                        retry.longestBackoff().toMillis(),
                        retry.exceptions().isEmpty() ? "" : "; only on " + String.join(", ", retry.exceptions()));
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
                    .map(trigger -> plan.stages().get(trigger.upstream()).chain())
                    .forEach(upstream -> words.add(
                            "the result of " + upstream.get(upstream.size() - 1).name()));
        }
        return words.isEmpty() ? "nothing" : String.join(", then ", words);
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
