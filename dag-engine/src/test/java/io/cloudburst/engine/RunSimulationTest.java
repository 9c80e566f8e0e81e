package io.cloudburst.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random DAGs of all forms under random {@linkplain World worlds}. Whatever happens, every run has one answer an incarnation, and it
 * is one that the DAG {@linkplain Meaning means}. A failure names what reproduces it.
 */
class RunSimulationTest {
    private static final int RUNS_PER_SEED = 2_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 20_261_123, 7_682_076})
    void everyRunHasOneRightAnswer(long seed) {
        Random random = new Random(seed);
        Figures figures = new Figures();
        for (int i = 0; i < RUNS_PER_SEED; i++) {
            long own = random.nextLong();
            play(own, figures);
        }
        // The worlds are as bad as they say, and the questions worth asking.
        assertThat(figures.checked).as("%s", figures).isGreaterThan(RUNS_PER_SEED * 9 / 10);
        assertThat(figures.failed).as("%s", figures).isBetween(RUNS_PER_SEED / 20, RUNS_PER_SEED / 2);
        assertThat(figures.nothing).as("%s", figures).isBetween(RUNS_PER_SEED / 50, RUNS_PER_SEED / 2);
        assertThat(figures.ambiguous).as("%s", figures).isGreaterThan(RUNS_PER_SEED / 20);
        assertThat(figures.recoveries).as("%s", figures).isGreaterThan(RUNS_PER_SEED / 4);
        assertThat(figures.retries).as("%s", figures).isGreaterThan(RUNS_PER_SEED / 4);
        assertThat(figures.repeats).as("%s", figures).isGreaterThan(RUNS_PER_SEED / 4);
        assertThat(figures.orphans).as("%s", figures).isGreaterThan(RUNS_PER_SEED / 100);
    }

    private static void play(long seed, Figures figures) {
        Random random = new Random(seed);
        Scenario scenario = new Scenario(random);
        World world = new World(random, scenario);
        try {
            world.play();
            Set<String> right = Meaning.answers(scenario);
            if (!right.isEmpty()) {
                assertThat(world.answers).isNotEmpty().isSubsetOf(right);
                figures.checked++;
            }
            figures.add(world, right.size());
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed %d, %s".formatted(seed, scenario), e);
        }
    }

    /** What has been seen. */
    private static final class Figures {
        private int checked;
        private int failed;
        private int nothing;
        private int ambiguous;
        private int recoveries;
        private int retries;
        private int repeats;
        private int orphans;
        private int tasks;

        void add(World world, int right) {
            failed += world.answers.get(0).startsWith("!") ? 1 : 0;
            nothing += world.answers.get(0).equals("= null") ? 1 : 0;
            ambiguous += right > 1 ? 1 : 0;
            recoveries += world.recoveries;
            retries += world.retries;
            repeats += world.repeats;
            orphans += world.orphans;
            tasks += world.tasks;
        }

        @Override
        public String toString() {
            return "%d checked, %d failed, %d null, %d with several right answers, %d recoveries, %d retries, %d events again, %d in vain, %d tasks"
                    .formatted(checked, failed, nothing, ambiguous, recoveries, retries, repeats, orphans, tasks);
        }
    }
}
