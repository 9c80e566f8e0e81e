package io.cloudburst.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random DAGs under random worlds: stages end in any order, fail, end twice, and the run is thrown back to its last checkpoint,
 * with every operation that was pending then to be done again. Whatever happens there is one answer, and it is the one that
 * evaluating the DAG by hand gives. A failure names its seed.
 */
class RunSimulationTest {
    private static final int RUNS_PER_SEED = 2_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 20_261_123, 7_682_076})
    void everyRunHasOneRightAnswer(long seed) {
        Random random = new Random(seed);
        int failed = 0;
        int recovered = 0;
        for (int i = 0; i < RUNS_PER_SEED; i++) {
            World world = new World(new Random(random.nextLong()));
            world.play();
            assertThat(world.answers)
                    .as("seed %d, run %d, DAG %s", seed, i, world.dag)
                    .hasSize(1);
            String answer = world.answers.get(0);
            if (world.mayFail) {
                assertThat(answer)
                        .as("seed %d, run %d", seed, i)
                        .isIn("failed", world.evaluate(world.dag.sink().name()));
            } else {
                assertThat(answer)
                        .as("seed %d, run %d", seed, i)
                        .isEqualTo(world.evaluate(world.dag.sink().name()));
            }
            failed += answer.equals("failed") ? 1 : 0;
            recovered += world.recoveries;
        }
        // The worlds are as bad as they say.
        assertThat(failed).isBetween(RUNS_PER_SEED / 20, RUNS_PER_SEED);
        assertThat(recovered).isGreaterThan(RUNS_PER_SEED / 4);
    }

    /** One run with everything around it, all drawn from a seed. */
    private static final class World {
        private final Random random;
        private final Dag dag;
        private final Plan plan;
        private final boolean mayFail;
        private final Map<String, List<String>> arguments = new HashMap<>();

        private Optional<Run<String>> run;
        /** Started and not ended, by stage. */
        private Map<Integer, List<List<String>>> pending = new LinkedHashMap<>();

        private Optional<Run<String>> savedRun;
        private Map<Integer, List<List<String>>> savedPending;

        private final List<String> answers = new ArrayList<>();
        private int recoveries;

        World(Random random) {
            this.random = random;
            this.dag = randomDag();
            this.plan = Plan.of(dag);
            this.mayFail = random.nextInt(4) == 0;
            dag.nodes().forEach(node -> {
                if (random.nextBoolean()) {
                    arguments.put(node.name(), List.of("fixed-" + node.name()));
                }
            });
        }

        void play() {
            Run.Step<String> first = Run.begin(plan, arguments);
            take(first);
            checkpoint();
            Event<String> last = null;
            while (run.isPresent()) {
                assertThat(pending)
                        .as("a run that is not over waits for something")
                        .isNotEmpty();
                int dice = random.nextInt(20);
                if (dice == 0) {
                    checkpoint();
                } else if (dice == 1) {
                    recover();
                    // What ended before reached nobody.
                    last = null;
                } else if (dice == 2 && last != null) {
                    take(run.get().on(last));
                } else {
                    last = endOne();
                    take(run.get().on(last));
                }
            }
        }

        private Event<String> endOne() {
            List<Integer> stages = List.copyOf(pending.keySet());
            int stage = stages.get(random.nextInt(stages.size()));
            List<List<String>> stageArguments = pending.remove(stage);
            if (mayFail && random.nextInt(4) == 0) {
                return new Event.StageFailed<>(stage, Failure.of(ErrorCode.EXECUTION_ERROR, "boom"));
            }
            return new Event.StageDone<>(stage, execute(plan.stages().get(stage), stageArguments));
        }

        private void checkpoint() {
            savedRun = run;
            savedPending = new LinkedHashMap<>(pending);
        }

        /** As Flink does it: state and pending operations as they were, and each of those is started again from the state. */
        private void recover() {
            recoveries++;
            run = savedRun;
            pending = new LinkedHashMap<>();
            for (int stage : savedPending.keySet()) {
                pending.put(
                        stage, run.orElseThrow().start(plan.stages().get(stage)).arguments());
            }
            assertThat(pending).isEqualTo(savedPending);
        }

        private void take(Run.Step<String> step) {
            run = step.next();
            for (Effect<String> effect : step.effects()) {
                if (effect instanceof Effect.StartStage<String> start) {
                    assertThat(pending.put(start.stage().index(), start.arguments()))
                            .as("a stage is started once")
                            .isNull();
                } else if (effect instanceof Effect.Succeed<String> success) {
                    answers.add(success.result());
                } else {
                    answers.add("failed");
                }
            }
        }

        private static String execute(Plan.Stage stage, List<List<String>> arguments) {
            String previous = null;
            for (int i = 0; i < stage.chain().size(); i++) {
                List<String> all = new ArrayList<>(arguments.get(i));
                if (i > 0) {
                    all.add(previous);
                }
                previous = stage.chain().get(i).name() + all.hashCode();
            }
            return previous;
        }

        /** What the DAG means, with neither plan nor run. */
        private String evaluate(String node) {
            List<String> all = new ArrayList<>(arguments.getOrDefault(node, List.of()));
            dag.upstreamsOf(node).forEach(upstream -> all.add(evaluate(upstream)));
            return node + all.hashCode();
        }

        /** Each node points to some later ones, and whatever points to none, to the last. */
        private Dag randomDag() {
            int size = 1 + random.nextInt(9);
            Dag.Builder builder = Dag.named("random");
            for (int i = 0; i < size; i++) {
                builder.node("n" + i);
            }
            for (int from = 0; from < size - 1; from++) {
                boolean any = false;
                for (int to = from + 1; to < size; to++) {
                    if (random.nextInt(4) == 0) {
                        builder.edge("n" + from, "n" + to);
                        any = true;
                    }
                }
                if (!any) {
                    builder.edge("n" + from, "n" + (size - 1));
                }
            }
            return builder.build();
        }
    }
}
