package io.cloudburst.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudburst.executor.RunningWork.Last;
import io.cloudburst.executor.RunningWork.Work;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.Function0;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.FunctionOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SurvivalTest {
    private static final long FAR = Long.MAX_VALUE / 2;

    private static volatile CountDownLatch held;
    private static final AtomicInteger RUNNING = new AtomicInteger();
    private static final AtomicInteger MOST = new AtomicInteger();

    @TempDir
    private Path directory;

    /** Leaves in the directory what a process leaves that dies while it runs this. */
    private void die(String function, Work... works) throws IOException {
        Path elsewhere = Files.createTempDirectory(directory.getParent(), "alive");
        try (RunningWork running = RunningWork.in(elsewhere, 4)) {
            running.begin(function, List.of(works));
            for (Path file : files(elsewhere)) {
                // The copy has no lock, as if its process were gone.
                Files.copy(file, directory.resolve(file.getFileName()));
            }
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.toList();
        }
    }

    private TestExecutor executor() {
        return new TestExecutor(new PoolSettings(8, 100, 8, Optional.of(directory)))
                .register("fine", (Function0<String>) SurvivalTest::fine, FunctionOptions.NONE)
                .register("held", (Function0<String>) SurvivalTest::held, FunctionOptions.NONE);
    }

    private static String fine(FunctionContext context) {
        return "fine";
    }

    private static String held(FunctionContext context) throws InterruptedException {
        MOST.accumulateAndGet(RUNNING.incrementAndGet(), Math::max);
        held.await();
        RUNNING.decrementAndGet();
        return "held";
    }

    @Test
    void whatRanWhenAProcessDiedIsKnownToTheNext() throws IOException {
        Work first = Work.of("first", FAR);
        Work second = Work.of("second", FAR + 1);
        die("batch", first, second);
        die("alone", first);

        assertThat(RunningWork.takeLeft(directory))
                .containsExactlyInAnyOrder(
                        new Last("batch", List.of(first, second)), new Last("alone", List.of(first)));
        assertThat(RunningWork.takeLeft(directory)).isEmpty();
    }

    @Test
    void whatHasEndedOrRunsInALivingProcessIsNoDeath() throws IOException {
        try (RunningWork running = RunningWork.in(directory, 1)) {
            RunningWork.Place place =
                    running.begin("f", List.of(Work.of("ended", FAR))).orElseThrow();
            assertThat(running.begin("f", List.of(Work.of("no room", FAR)))).isEmpty();
            place.end();
            running.begin("f", List.of(Work.of("runs", FAR))).orElseThrow();

            assertThat(RunningWork.takeLeft(directory)).isEmpty();
        }
        assertThat(files(directory)).isEmpty();
    }

    @Test
    void deathsAreCountedUntilTheDeadline() throws IOException {
        for (int i = 1; i <= 3; i++) {
            die("f", Work.of("work", 1_000), Work.of("other " + i, 1_000));
            assertThat(Deaths.in(directory, 999).of("work")).isEqualTo(i);
        }
        assertThat(Deaths.in(directory, 999).of("work")).isEqualTo(3);
        assertThat(Deaths.in(directory, 999).of("other 2")).isEqualTo(1);
        assertThat(Deaths.in(directory, 999).of("never ran")).isZero();
        assertThat(Deaths.in(directory, 1_000).of("work")).isZero();
    }

    @Test
    void garbageIsPassedOver() throws IOException {
        Files.write(directory.resolve("deaths"), List.of("no hash", "ff 1000 2"));
        Files.write(directory.resolve("x.running"), new byte[5_000]);

        Deaths.in(directory, 0);

        assertThat(Deaths.in(directory, 0).of("work")).isZero();
    }

    @Test
    void workThatThreeProcessesDiedWithIsGivenUp() throws IOException {
        String work;
        try (TestExecutor executor = executor()) {
            TestExecutor.TestCall call = executor.call("fine");
            assertThat(call.result()).isEqualTo("fine");
            work = call.id;
        }
        for (int i = 0; i < 3; i++) {
            die("fine", Work.of(work, FAR));
        }

        try (TestExecutor executor = executor()) {
            TestExecutor.TestCall same = executor.call("fine");
            assertThat(same.id).isEqualTo(work);
            assertThat(same.failure().code()).isEqualTo(ErrorCode.EXECUTION_ERROR);
            assertThat(same.failure().message()).contains("died 3 times", "'fine'", "worker");
            assertThat(same.failed().givenUp()).isTrue();
            assertThat(same.failed().retryable()).isFalse();
            assertThat(executor.call("fine").result()).isEqualTo("fine");
        }
    }

    @Test
    void suspectsRunOneAtATimeAndOthersBesideThem() throws IOException {
        held = new CountDownLatch(1);
        MOST.set(0);
        // The ids that the executor's first calls will have; two functions have been registered before.
        for (String id : List.of("call-3", "call-4", "call-5")) {
            die("held", Work.of(id, FAR));
            die("held", Work.of(id, FAR));
        }

        try (TestExecutor executor = executor()) {
            TestExecutor.TestCall first = executor.call("held");
            TestExecutor.TestCall second = executor.call(Duration.ofMillis(300), "held");
            TestExecutor.TestCall third = executor.call("held");
            assertThat(List.of(first.id, second.id, third.id)).containsExactly("call-3", "call-4", "call-5");

            assertThat(executor.call("fine").result()).isEqualTo("fine");
            assertThat(second.failure().code())
                    .as("waits no longer than its time")
                    .isEqualTo(ErrorCode.TIMEOUT);
            await().until(() -> RUNNING.get() == 1);
            held.countDown();

            assertThat(first.result()).isEqualTo("held");
            assertThat(third.result()).isEqualTo("held");
            assertThat(MOST).hasValue(1);
        }
    }
}
