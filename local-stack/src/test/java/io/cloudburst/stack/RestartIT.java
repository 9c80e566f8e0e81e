package io.cloudburst.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.ConnectionSettings;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.Ref;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole stack in a process of its own, killed and started again on its directory, while a client waits. */
class RestartIT {
    private static final int CALLS = 50;

    @TempDir
    private Path directory;

    @Test
    void afterAKillEverythingIsThereAndWhatRanIsFinished() throws IOException {
        int port = freePort();
        ConnectionSettings settings = ConnectionSettings.of("127.0.0.1:" + port)
                .withConnectTimeout(Duration.ofSeconds(30))
                .withCallTimeout(Duration.ofMinutes(2));
        ChildJvm stack = start(port);
        try (Cloudburst cloudburst = Cloudburst.connect(settings)) {
            cloudburst.register("slow", (FunctionContext context, Integer x) -> {
                Thread.sleep(3_000);
                return x + context.get("addend", Integer.class).orElseThrow();
            });
            cloudburst.register("double", (FunctionContext context, Integer x) -> 2 * x);
            cloudburst.register("add", (FunctionContext context, Integer a, Integer b) -> a + b);
            cloudburst.registerDag(Dag.named("stages")
                    .node("slow")
                    .node("left", "double")
                    .node("right", "slow")
                    .node("add")
                    .edge("slow", "left")
                    .edge("slow", "right")
                    .edge("left", "add")
                    .edge("right", "add")
                    .build());
            cloudburst.put("addend", 1_000);

            List<CloudFuture<Object>> running = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                running.add(cloudburst.function("slow").call(i));
                running.add(cloudburst.callDag("stages", Map.of("slow", List.of(i))));
            }
            // One call of each sort is done, so others are on their way: some in their first stage, some in a later
            // one.
            running.get(1).get();
            assertThat(running).anyMatch(future -> !future.isDone());
            stack.kill();
            stack = start(port);

            for (int i = 0; i < CALLS; i++) {
                assertThat(running.get(2 * i).get()).isEqualTo(i + 1_000);
                assertThat(running.get(2 * i + 1).get()).isEqualTo(2 * (i + 1_000) + i + 2_000);
            }
            assertThat(cloudburst.list("")).containsExactly("add", "double", "slow");
            assertThat(cloudburst.listDags("")).containsExactly("stages");
            assertThat(cloudburst.get("addend", Integer.class)).contains(1_000);
            assertThat(cloudburst.function("double").call(Ref.to("addend")).get())
                    .isEqualTo(2_000);
        } finally {
            stack.close();
        }
    }

    private ChildJvm start(int port) throws IOException {
        return ChildJvm.startAndAwait(
                StackProcess.READY,
                StackProcess.class,
                StackProcess.Part.ALL.name(),
                directory.toString(),
                Integer.toString(port));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
