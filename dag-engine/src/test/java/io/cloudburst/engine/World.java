package io.cloudburst.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.value.ValueCodec;
import io.cloudburst.sdk.value.ValueJson;
import io.cloudburst.sdk.value.ValueLists;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * One run with everything around it: tasks end in any order, retries come due in any order, events come again, and everything is
 * thrown back to the last checkpoint, with the run and what was pending as they were then.
 */
final class World {
    private static final Values<Value> VALUES = new WireValues();

    /** What is under way outside of the run. */
    private record Pending(Map<Task, Effect.Start<Value>> running, Set<Task> retries) {
        Pending {
            running = new LinkedHashMap<>(running);
            retries = new LinkedHashSet<>(retries);
        }

        boolean isEmpty() {
            return running.isEmpty() && retries.isEmpty();
        }
    }

    private final Random random;
    private final Scenario scenario;
    private final ValueCodec codec = new ValueCodec(World.class.getClassLoader());

    private Optional<Run<Value>> run = Optional.empty();
    private Pending pending = new Pending(Map.of(), Set.of());
    private Optional<Run<Value>> savedRun = Optional.empty();
    private Pending savedPending = pending;

    /** Of this incarnation: what has been started, and what has happened. */
    private final Set<Task> started = new HashSet<>();

    private final List<Event<Value>> past = new ArrayList<>();
    private int answersOfThisIncarnation;

    /** Of all incarnations. */
    final List<String> answers = new ArrayList<>();

    int recoveries;
    int retries;
    int repeats;
    int orphans;
    int tasks;

    World(Random random, Scenario scenario) {
        this.random = random;
        this.scenario = scenario;
    }

    void play() {
        Map<String, List<Value>> arguments = new HashMap<>();
        scenario.arguments.forEach((node, fixed) ->
                arguments.put(node, fixed.stream().map(this::encoded).toList()));
        take(Run.begin(scenario.plan, arguments, VALUES));
        checkpoint();
        while (run.isPresent()) {
            keepsNoMoreThanItNeeds(run.get());
            assertThat(awaited()).as("what a run that is not over waits for").isNotEmpty();
            int dice = random.nextInt(20);
            if (dice == 0) {
                checkpoint();
            } else if (dice == 1) {
                recover();
            } else if (dice < 5 && !past.isEmpty()) {
                repeat(againOrOtherwise(past.get(random.nextInt(past.size()))));
            } else if (!pending.retries().isEmpty() && random.nextInt(3) == 0) {
                retry();
            } else if (!pending.running().isEmpty()) {
                endOne();
            }
            if (run.isEmpty()) {
                assertThat(answersOfThisIncarnation).as("answers").isEqualTo(1);
                // What was answered after the checkpoint may be answered again.
                if (savedRun.isPresent() && random.nextInt(10) == 0) {
                    recover();
                }
            }
        }
    }

    private static void keepsNoMoreThanItNeeds(Run<Value> run) {
        run.active().keySet().forEach(stage -> assertThat(run.ended()).doesNotContainKey(stage));
        run.results().keySet().forEach(stage -> assertThat(
                        run.plan().stages().get(stage).downstreams())
                .as("stages that stage %d has a result for", stage)
                .anyMatch(downstream -> !run.ended().containsKey(downstream)));
    }

    private List<Task> awaited() {
        List<Task> all = new ArrayList<>(pending.running().keySet());
        all.addAll(pending.retries());
        return all.stream().filter(run.get()::awaits).toList();
    }

    private void checkpoint() {
        savedRun = run;
        savedPending = new Pending(pending.running(), pending.retries());
    }

    /** State and pending operations are as they were; each of those that still matters is started again from the state. */
    private void recover() {
        recoveries++;
        run = savedRun;
        started.clear();
        past.clear();
        answersOfThisIncarnation = 0;
        pending = new Pending(Map.of(), Set.of());
        savedPending.running().forEach((task, first) -> {
            if (run.get().awaits(task)) {
                Effect.Start<Value> again = run.get().start(task, VALUES);
                assertThat(again).isEqualTo(first);
                begin(again);
            }
        });
        for (Task task : savedPending.retries()) {
            if (!run.get().awaits(task)) {
                continue;
            }
            // Its timer may have been saved, or not: then it is started at once.
            if (random.nextBoolean()) {
                pending.retries().add(task);
            } else {
                begin(run.get().start(task, VALUES));
            }
        }
    }

    /** The same end, or another one of the same attempt. */
    private Event<Value> againOrOtherwise(Event<Value> event) {
        return switch (random.nextInt(4)) {
            case 0 -> new Event.Done<>(event.task(), encoded(List.of("late")));
            case 1 ->
                new Event.Failed<>(event.task(), Failure.of(ErrorCode.EXECUTION_ERROR, "late"), random.nextBoolean());
            default -> event;
        };
    }

    private void repeat(Event<Value> event) {
        repeats++;
        Run<Value> before = run.get();
        Run.Step<Value> step = before.on(event, VALUES);
        assertThat(step.next()).contains(before);
        assertThat(step.effects()).isEmpty();
    }

    private void retry() {
        Task task = any(pending.retries());
        pending.retries().remove(task);
        take(run.get().on(new Event.RetryDue<>(task), VALUES));
    }

    private void endOne() {
        Task task = any(pending.running().keySet());
        Event<Value> event = execute(pending.running().remove(task));
        Run<Value> before = run.get();
        boolean awaited = before.awaits(task);
        Run.Step<Value> step = before.on(event, VALUES);
        if (!awaited) {
            orphans++;
            assertThat(step.next()).contains(before);
            assertThat(step.effects()).isEmpty();
        }
        if (awaited && event instanceof Event.Failed<Value> failed) {
            int attempts = before.plan()
                    .stages()
                    .get(task.stage())
                    .retry()
                    .map(r -> r.attempts())
                    .orElse(1);
            assertThat(step.effects().stream().anyMatch(Effect.Retry.class::isInstance))
                    .as("attempt %d of %d is followed by another", task.attempt() + 1, attempts)
                    .isEqualTo(failed.retryable() && task.attempt() + 1 < attempts);
        }
        take(step);
        past.add(event);
    }

    private Task any(Set<Task> tasks) {
        return List.copyOf(tasks).get(random.nextInt(tasks.size()));
    }

    private void take(Run.Step<Value> step) {
        run = step.next();
        for (Effect<Value> effect : step.effects()) {
            if (effect instanceof Effect.Start<Value> start) {
                begin(start);
            } else if (effect instanceof Effect.Retry<Value> retry) {
                retries++;
                assertThat(pending.retries().add(retry.task())).isTrue();
            } else if (effect instanceof Effect.Succeed<Value> success) {
                answer("= " + decoded(success.result()));
            } else if (effect instanceof Effect.Fail<Value> fail) {
                answer("! " + fail.failure().message().replaceFirst(" runs for each .*", " runs for each"));
            }
        }
    }

    private void answer(String answer) {
        answersOfThisIncarnation++;
        answers.add(answer);
    }

    private void begin(Effect.Start<Value> start) {
        tasks++;
        assertThat(run.orElseThrow().awaits(start.task())).isTrue();
        assertThat(started.add(start.task()))
                .as("%s is started once", start.task())
                .isTrue();
        pending.running().put(start.task(), start);
    }

    /** As an executor does it: node after node, and of a list element after element. */
    private Event<Value> execute(Effect.Start<Value> start) {
        List<Dag.Node> chain = start.stage().chain();
        Value previous = null;
        for (int i = 0; i < chain.size(); i++) {
            List<Value> all = new ArrayList<>(start.arguments().get(i));
            if (i > 0) {
                all.add(previous);
            }
            try {
                previous = execute(chain.get(i), all, start.task().attempt());
            } catch (SimulatedFunctions.Thrown e) {
                boolean stumbles = scenario.functions.maySucceed(chain.get(i).target(), decoded(all));
                boolean retryable = i == 0 && start.stage().retry().isPresent() && (stumbles || random.nextBoolean());
                return new Event.Failed<>(
                        start.task(), Failure.of(ErrorCode.EXECUTION_ERROR, e.getMessage()), retryable);
            }
        }
        return new Event.Done<>(start.task(), previous);
    }

    private Value execute(Dag.Node node, List<Value> arguments, int attempt) throws SimulatedFunctions.Thrown {
        if (!(node.form() instanceof Dag.Each)) {
            return encoded(scenario.functions.run(node.target(), decoded(arguments), attempt, random));
        }
        int last = arguments.size() - 1;
        List<Value> results = new ArrayList<>();
        for (Value element : ValueLists.elements(arguments.get(last))) {
            List<Value> own = new ArrayList<>(arguments);
            own.set(last, element);
            results.add(encoded(scenario.functions.run(node.target(), decoded(own), attempt, random)));
        }
        return ValueLists.of(results);
    }

    private List<Object> decoded(List<Value> values) {
        List<Object> decoded = new ArrayList<>();
        values.forEach(value -> decoded.add(decoded(value)));
        return decoded;
    }

    private Object decoded(Value value) {
        return asLists(codec.decode(value));
    }

    private static Object asLists(Object object) {
        if (object instanceof int[] array) {
            return Arrays.stream(array).boxed().toList();
        }
        return object instanceof List<?> list
                ? Arrays.asList(list.stream().map(World::asLists).toArray())
                : object;
    }

    /** In one of the ways in which it may come. */
    private Value encoded(Object object) {
        if (!(object instanceof List<?> list) || random.nextBoolean()) {
            return codec.encode(object);
        }
        if (list.stream().allMatch(Integer.class::isInstance)) {
            return codec.encode(list.stream().mapToInt(Integer.class::cast).toArray());
        }
        if (random.nextBoolean()) {
            return ValueLists.of(list.stream().map(this::encoded).toList());
        }
        return Value.newBuilder()
                .setJson(ByteString.copyFrom(ValueJson.write(ValueJson.toJson(codec.encode(object)))))
                .build();
    }
}
