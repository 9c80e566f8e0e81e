package io.cloudburst.engine;

import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.RetryPolicy;
import io.cloudburst.sdk.value.ValueCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A run that a test plays step by step, with Java objects for values. Stages are named like their first node. Functions whose name
 * begins with {@code retried} have three attempts.
 *
 * <p>Effects read {@code node[part]#attempt(arguments)}, {@code retry node[part]#attempt}, {@code = result} and {@code ! message};
 * part and attempt only where they are not 0, and the part of a race is its contender's name.
 */
final class PlayedRun {
    static final Values<Value> VALUES = new WireValues();

    private final ValueCodec codec = new ValueCodec(PlayedRun.class.getClassLoader());
    private final Plan plan;
    /** Empty once it is over. */
    Optional<Run<Value>> run;

    /** Of the last step. */
    List<String> effects;

    PlayedRun(Dag.Builder dag, Map<String, List<Object>> arguments) {
        this.plan = Plan.of(
                dag.build(),
                function -> function.startsWith("retried")
                        ? FunctionOptions.retrying(RetryPolicy.attempts(3))
                        : FunctionOptions.NONE);
        take(Run.begin(
                plan,
                arguments.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().stream()
                        .map(codec::encode)
                        .toList())),
                VALUES));
    }

    static PlayedRun of(Dag.Builder dag) {
        return new PlayedRun(dag, Map.of());
    }

    PlayedRun done(String node, Object result) {
        return on(new Event.Done<>(task(node, 0, 0), codec.encode(result)));
    }

    PlayedRun done(String node, int part, int attempt, Object result) {
        return on(new Event.Done<>(task(node, part, attempt), codec.encode(result)));
    }

    PlayedRun won(String race, String contender, Object result) {
        return on(new Event.Done<>(task(race, index(contender), 0), codec.encode(result)));
    }

    PlayedRun lost(String race, String contender, String message) {
        return on(failure(task(race, index(contender), 0), message, false));
    }

    PlayedRun failed(String node, String message) {
        return on(failure(task(node, 0, 0), message, false));
    }

    PlayedRun failed(String node, int part, int attempt, String message) {
        return on(failure(task(node, part, attempt), message, true));
    }

    PlayedRun due(String node, int part, int attempt) {
        return on(new Event.RetryDue<>(task(node, part, attempt)));
    }

    static Event<Value> failure(Task task, String message, boolean retryable) {
        return new Event.Failed<>(task, Failure.of(ErrorCode.EXECUTION_ERROR, message), retryable);
    }

    PlayedRun on(Event<Value> event) {
        take(run.orElseThrow(() -> new AssertionError("the run is over")).on(event, VALUES));
        return this;
    }

    /** What recovery makes of it. */
    String lostAndStartedAgain(String node, int part) {
        return rendered(run.orElseThrow().start(task(node, part, 0), VALUES));
    }

    Task task(String node, int part, int attempt) {
        return new Task(index(node), part, attempt);
    }

    int index(String node) {
        return plan.stages().stream()
                .filter(stage -> stage.chain().get(0).name().equals(node))
                .findFirst()
                .orElseThrow()
                .index();
    }

    /** By name. */
    Map<String, Run.End> ended() {
        return run.orElseThrow().ended().entrySet().stream()
                .collect(Collectors.toMap(e -> name(e.getKey()), Map.Entry::getValue));
    }

    /** Names of the stages whose results are kept. */
    List<String> kept() {
        return run.orElseThrow().results().keySet().stream()
                .map(this::name)
                .sorted()
                .toList();
    }

    private String name(int stage) {
        return plan.stages().get(stage).chain().get(0).name();
    }

    private void take(Run.Step<Value> step) {
        run = step.next();
        effects = step.effects().stream().map(this::rendered).toList();
    }

    private String rendered(Effect<Value> effect) {
        if (effect instanceof Effect.Start<Value> start) {
            List<String> chain = new ArrayList<>();
            for (int i = 0; i < start.arguments().size(); i++) {
                chain.add((i == 0
                                ? rendered(start.task())
                                : start.stage().chain().get(i).name())
                        + start.arguments().get(i).stream()
                                .map(this::rendered)
                                .collect(Collectors.joining(", ", "(", ")")));
            }
            return String.join(" ", chain);
        }
        if (effect instanceof Effect.Retry<Value> retry) {
            return "retry " + rendered(retry.task());
        }
        return effect instanceof Effect.Succeed<Value> success
                ? "= " + rendered(success.result())
                : "! " + ((Effect.Fail<Value>) effect).failure().message();
    }

    private String rendered(Task task) {
        boolean race = plan.stages().get(task.stage()).form() instanceof Dag.Race;
        String part = race ? "[" + name(task.part()) + "]" : task.part() == 0 ? "" : "[" + task.part() + "]";
        return name(task.stage()) + part + (task.attempt() == 0 ? "" : "#" + task.attempt());
    }

    private String rendered(Value value) {
        try {
            return String.valueOf(codec.decode(value));
        } catch (CloudburstException e) {
            return "unreadable";
        }
    }
}
