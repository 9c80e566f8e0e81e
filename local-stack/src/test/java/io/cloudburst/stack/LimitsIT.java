package io.cloudburst.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.ConnectionSettings;
import io.cloudburst.client.RegisteredFunction;
import io.cloudburst.protocol.Topic;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.kafka.KafkaSettings;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What functions share here they share in the copy of this class that runs them; the test's own is another. */
class LimitsIT {
    private static final AtomicInteger RUNNING = new AtomicInteger();
    private static final CountDownLatch OPEN = new CountDownLatch(1);
    private static volatile boolean spins = true;

    private final Cloudburst cloudburst = SharedStack.client();

    /** How many run, this one included. */
    private static Integer crowd(FunctionContext context, Integer n) throws InterruptedException {
        int running = RUNNING.incrementAndGet();
        try {
            Thread.sleep(5);
            return Math.max(running, RUNNING.get());
        } finally {
            RUNNING.decrementAndGet();
        }
    }

    @Test
    void noMoreCallsOfAFunctionRunAtOnceThanMayNotEvenInAChain() {
        RegisteredFunction<Integer> limited = cloudburst
                .register("limits_crowd", LimitsIT::crowd, FunctionOptions.NONE.withMaxConcurrent(3))
                .function();
        cloudburst.register("limits_incr", (FunctionContext context, Integer x) -> x + 1);
        cloudburst.replaceDag(Dag.named("limits_chain")
                .node("before", "limits_incr")
                .node("limits_crowd")
                .node("after", "limits_incr")
                .edge("before", "limits_crowd")
                .edge("limits_crowd", "after")
                .build());

        List<CloudFuture<Integer>> alone =
                IntStream.range(0, 300).mapToObj(limited::call).toList();
        List<CloudFuture<Integer>> chained = IntStream.range(0, 300)
                .mapToObj(i -> cloudburst.callDag("limits_chain", Map.of("before", List.of(i)), Integer.class))
                .toList();

        assertThat(alone).allSatisfy(call -> assertThat(call.get()).isBetween(1, 3));
        assertThat(chained).allSatisfy(call -> assertThat(call.get()).isBetween(2, 4));
    }

    @Test
    void whatWaitsForALimitedFunctionDoesNotHoldUpOthers() {
        RegisteredFunction<Integer> sleepy = cloudburst
                .register(
                        "limits_sleepy",
                        (FunctionContext context, Integer n) -> {
                            Thread.sleep(Duration.ofSeconds(60).toMillis());
                            return n;
                        },
                        FunctionOptions.NONE.withMaxConcurrent(1))
                .function();
        List<CloudFuture<Integer>> waiting =
                IntStream.range(0, 500).mapToObj(sleepy::call).toList();

        RegisteredFunction<Integer> incr = cloudburst
                .register("limits_incr", (FunctionContext context, Integer x) -> x + 1)
                .function();
        assertThat(incr.callAll(IntStream.range(0, 100).mapToObj(List::of).toList())
                        .join())
                .isEqualTo(IntStream.rangeClosed(1, 100).boxed().toList());

        assertThat(waiting).noneMatch(CloudFuture::isDone);
        waiting.forEach(call -> call.cancel(true));
    }

    @Test
    void functionsThatIgnoreTheirEndDoNotStopOthers() {
        RegisteredFunction<Integer> spin = cloudburst
                .register("limits_spin", (FunctionContext context) -> {
                    int interrupts = 0;
                    while (spins) {
                        try {
                            Thread.sleep(1);
                        } catch (InterruptedException e) {
                            interrupts++;
                        }
                    }
                    return interrupts;
                })
                .function();
        RegisteredFunction<Boolean> stop = cloudburst
                .register("limits_stop", (FunctionContext context) -> {
                    spins = false;
                    return true;
                })
                .function();

        List<CloudFuture<Integer>> spinning = IntStream.range(0, StackSettings.DEFAULT_EXECUTOR_THREADS)
                .mapToObj(i -> spin.withTimeout(Duration.ofSeconds(2)).call())
                .toList();

        assertThat(stop.call().get())
                .as("runs on a thread that replaces a stuck one")
                .isTrue();
        assertThat(spinning).allMatch(CloudFuture::isDone);
    }

    @Test
    void aHundredThousandSlowCallsAtOnceAreAllAnsweredAndMostOfThemWaitInKafka() throws Exception {
        int count = 100_000;
        byte[] payload = new byte[8 * 1024];
        // Not the client of the others: that many are all that one client has under way.
        CloudFuture<Boolean> opener = cloudburst
                .register("limits_open", (FunctionContext context) -> {
                    while (context.get("limits-open", Boolean.class).isEmpty()) {
                        Thread.sleep(50);
                    }
                    OPEN.countDown();
                    return true;
                })
                .function()
                .withTimeout(Duration.ofMinutes(4))
                .call();
        try (Cloudburst patient = Cloudburst.connect(
                ConnectionSettings.of(SharedStack.bootstrapServers()).withCallTimeout(Duration.ofMinutes(4)))) {
            RegisteredFunction<Integer> slow = patient.register(
                            "limits_slow", (FunctionContext context, Integer n, byte[] ignored) -> {
                                OPEN.await();
                                return n;
                            })
                    .function();
            long heapBefore = usedHeap();
            long end = endOfCalls() + count;

            List<CloudFuture<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                calls.add(slow.call(i, payload));
            }
            await().atMost(Duration.ofMinutes(2)).until(() -> endOfCalls() >= end);

            // All of them would be 800 MB, and some copies.
            assertThat(usedHeap() - heapBefore).isLessThan(700L << 20);
            cloudburst.put("limits-open", true);
            assertThat(opener.get()).isTrue();
            for (int i = 0; i < count; i++) {
                assertThat(calls.get(i).get()).isEqualTo(i);
            }
        } finally {
            // Or its threads would be missed by other tests.
            cloudburst.put("limits-open", true);
        }
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long endOfCalls() throws Exception {
        TopicPartition calls = new TopicPartition(Topic.CALLS.topicName(), 0);
        try (Admin admin =
                Admin.create(KafkaSettings.of(SharedStack.bootstrapServers()).admin("limits-it"))) {
            return admin.listOffsets(Map.of(calls, OffsetSpec.latest()))
                    .partitionResult(calls)
                    .get()
                    .offset();
        }
    }
}
