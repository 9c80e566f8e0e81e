package io.cloudburst.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.ConnectionSettings;
import io.cloudburst.client.DeadLetterFilter;
import io.cloudburst.client.RegisteredFunction;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.server.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Functions that take their process with them, on the distribution's processes, each of which is started again when it dies. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadFunctionsIT {
    private static final Duration LONG = Duration.ofMinutes(3);
    /** What the task manager's functions hold, for as long as it lives. */
    private static final List<byte[]> HELD = new ArrayList<>();

    @TempDir
    private static Path directory;

    private SupervisedProcesses processes;
    private Cloudburst cloudburst;
    private RegisteredFunction<Long> good;

    @BeforeAll
    void start() throws Exception {
        processes = new SupervisedProcesses(directory);
        String broker = processes.startBroker();
        processes.start(Role.KVS, "kvs.port=0");
        processes.startJob("taskmanager.memory=512m");
        processes.start(Role.WORKER, "worker.port=0");
        processes.awaitReady();
        cloudburst = Cloudburst.connect(ConnectionSettings.of(broker).withCallTimeout(LONG));
        good = cloudburst
                .register("good", (FunctionContext context, Long x) -> x + 1)
                .function();
        assertThat(good.call(1L).get()).isEqualTo(2);
    }

    @AfterAll
    void stop() throws Exception {
        cloudburst.close();
        processes.close();
    }

    private static CloudburstException failureOf(CloudFuture<?> call) {
        return catchThrowableOfType(CloudburstException.class, call::get);
    }

    /** As the system does to a process that takes too much memory. */
    private static void killThisProcess() {
        long pid = ProcessHandle.current().pid();
        try {
            new ProcessBuilder("kill", "-9", Long.toString(pid)).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aFunctionThatExitsThrowsAndItsProcessGoesOn() {
        cloudburst.register("exits", (FunctionContext context, Integer code) -> {
            System.exit(code);
            return code;
        });
        cloudburst.register(
                "exits_there",
                (FunctionContext context, Integer code) -> {
                    Runtime.getRuntime().halt(code);
                    return code;
                },
                FunctionOptions.NONE.remote());
        int deaths = processes.deaths();

        for (String name : List.of("exits", "exits_there")) {
            CloudburstException failure = failureOf(cloudburst.function(name).call(0));
            assertThat(failure.code()).isEqualTo(ErrorCode.EXECUTION_ERROR);
            assertThat(failure)
                    .hasMessageContaining("function '" + name + "'")
                    .hasMessageContaining("would end the process");
        }
        assertThat(good.call(1L).get()).isEqualTo(2);
        assertThat(processes.deaths()).isEqualTo(deaths);
    }

    @Test
    void aCallThatKillsItsTaskManagerIsGivenUpAndOthersAreAnswered() {
        RegisteredFunction<Integer> kills = cloudburst
                .register("kills", (FunctionContext context, Integer x) -> {
                    killThisProcess();
                    return x;
                })
                .function();
        int deaths = processes.deaths();

        CloudFuture<Integer> call = kills.call(1);
        List<CloudFuture<Long>> others = new ArrayList<>();
        await().atMost(LONG).until(() -> {
            others.add(good.call(7L));
            return call.isDone();
        });

        CloudburstException failure = failureOf(call);
        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(ErrorCode.EXECUTION_ERROR);
        assertThat(failure).hasMessageContaining("died 3 times").hasMessageContaining("function 'kills'");
        assertThat(others).allSatisfy(other -> assertThat(other.get()).isEqualTo(8));
        assertThat(processes.deaths() - deaths).isEqualTo(3);
        assertThat(cloudburst.deadLetters().list(DeadLetterFilter.ALL, 100, Duration.ofSeconds(20)))
                .anySatisfy(letter -> {
                    assertThat(letter.reason()).contains("function 'kills'");
                    assertThat(new String(letter.key(), UTF_8)).isEqualTo(call.callId());
                });
        assertThat(good.call(1L).get()).isEqualTo(2);
    }

    @Test
    void aCallThatKillsItsWorkerEndsAndTheWorkerIsBack() {
        RegisteredFunction<Integer> kills = cloudburst
                .register(
                        "kills_there",
                        (FunctionContext context, Integer x) -> {
                            killThisProcess();
                            return x;
                        },
                        FunctionOptions.NONE.remote())
                .function();
        RegisteredFunction<Long> fine = cloudburst
                .register("fine_there", (FunctionContext context, Long x) -> x + 1, FunctionOptions.NONE.remote())
                .function();

        assertThat(failureOf(kills.call(1)).code()).isEqualTo(ErrorCode.UNAVAILABLE);
        await().atMost(LONG).ignoreExceptions().until(() -> fine.call(1L).get() == 2);
    }

    @Test
    void memoryThatFunctionsHoldEndsTheProcessAndWithItTheirHold() {
        RegisteredFunction<Integer> holds = cloudburst
                .register("holds", (FunctionContext context, Integer mebibytes) -> {
                    for (int i = 0; i < mebibytes; i++) {
                        HELD.add(new byte[1 << 20]);
                    }
                    return HELD.size();
                })
                .function()
                .withTimeout(Duration.ofSeconds(20));
        int deaths = processes.deaths();

        assertThat(failureOf(holds.call(4_096)))
                .satisfiesAnyOf(
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.TIMEOUT),
                        failure -> assertThat(failure).hasMessageContaining("OutOfMemoryError"));

        // What is called meanwhile may fail, for want of memory, or be run again by the next process.
        await().atMost(LONG).until(() -> {
            good.call(1L);
            return processes.deaths() > deaths;
        });
        await().atMost(LONG).ignoreExceptions().until(() -> good.call(1L).get(Duration.ofSeconds(20)) == 2);
    }
}
