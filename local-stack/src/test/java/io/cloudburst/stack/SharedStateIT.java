package io.cloudburst.stack;

import static io.cloudburst.stack.SharedStack.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.lattices.Max;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.SharedMap;
import io.cloudburst.sdk.SharedSet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many writers of one key, from functions and clients, and nobody waits for anybody. */
class SharedStateIT {
    private final Cloudburst cloudburst = SharedStack.client();

    @Test
    void aCounterLosesNothing() {
        var count = cloudburst.register("state_count", (FunctionContext context, Integer n) -> {
            context.counter("visits").add(n);
            return null;
        });
        List<CloudFuture<Object>> calls = IntStream.range(0, 500)
                .mapToObj(i -> count.call(i % 2 == 0 ? 3 : -1))
                .toList();
        try (Cloudburst other = SharedStack.connect()) {
            IntStream.range(0, 50).forEach(i -> other.counter("visits").add(10));
        }
        calls.forEach(CloudFuture::get);

        // What the other client has written is seen once the store has it.
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () -> assertThat(cloudburst.counter("visits").value()).isEqualTo(250 * 3 - 250 + 50 * 10));
        assertThat(cloudburst.counter("nobody was here").value()).isZero();
    }

    @Test
    void aFunctionSeesItsOwnWritesAtOnce() {
        var writes = cloudburst.register("state_own", (FunctionContext context, Integer n) -> {
            context.counter("own counter").add(n);
            context.counter("own counter").add(n);
            context.set("own set", Integer.class).add(n);
            context.map("own map", String.class).put("n", "is " + n);
            return context.counter("own counter").value() + " "
                    + context.set("own set", Integer.class).elements() + " "
                    + context.map("own map", String.class).entries();
        });

        assertThat(writes.call(4).get()).isEqualTo("8 [4] {n=is 4}");
    }

    @Test
    void aClientSeesWhatItsCallsHaveWritten() {
        cloudburst.register("state_tally", (FunctionContext context, Integer n) -> {
            context.counter("tally").add(n);
            return n;
        });
        cloudburst.register("state_both", (FunctionContext context, Integer a, Integer b) -> a + b);
        cloudburst.registerDag(Dag.named("state_dag")
                .node("left", "state_tally")
                .node("right", "state_tally")
                .node("both", "state_both")
                .edge("left", "both")
                .edge("right", "both")
                .build());
        for (int i = 1; i <= 20; i++) {
            cloudburst.function("state_tally").call(1).get();
            assertThat(cloudburst.counter("tally").value()).isEqualTo(i * 10L - 9);
            cloudburst
                    .callDag("state_dag", Map.of("left", List.of(4), "right", List.of(5)))
                    .get();
            assertThat(cloudburst.counter("tally").value()).isEqualTo(i * 10L);
        }
    }

    @Test
    void aFunctionSeesWhatItsCallerHasWritten() {
        var read = cloudburst.register("state_read", (FunctionContext context) -> context.counter("told")
                .value());
        for (int i = 1; i <= 20; i++) {
            cloudburst.counter("told").add(1);
            assertThat(read.call().get()).isEqualTo(i);
        }
    }

    @Test
    void aSetForgetsWhatIsRemoved() {
        SharedSet<String> guests = cloudburst.set("guests", String.class);
        guests.add("Ada");
        guests.add("Bob");
        guests.remove("Ada");

        assertThat(guests.elements()).isEqualTo(Set.of("Bob"));
        assertThat(guests.contains("Ada")).isFalse();
        guests.add("Ada");
        assertThat(guests.contains("Ada")).isTrue();
    }

    @Test
    void theLastWriterOfANameWins() {
        SharedMap<Integer> ages = cloudburst.map("ages", Integer.class);
        ages.put("Ada", 35);
        ages.put("Bob", 20);
        ages.put("Ada", 36);
        ages.remove("Bob");

        assertThat(ages.entries()).isEqualTo(Map.of("Ada", 36));
        assertThat(ages.get("Bob")).isEmpty();
    }

    @Test
    void aDeletedObjectIsGoneUntilItIsPutAgain() {
        cloudburst.put("fleeting", 1);
        cloudburst.delete("fleeting");
        assertThat(cloudburst.get("fleeting", Integer.class)).isEmpty();

        cloudburst.put("fleeting", 2);
        assertThat(cloudburst.get("fleeting", Integer.class)).contains(2);
    }

    @Test
    void anObjectWithATimeToLiveIsGoneAfterItForEveryReader() {
        var read =
                cloudburst.register("state_session", (FunctionContext context) -> context.get("session", String.class)
                        .orElse("over"));
        var open = cloudburst.register("state_open", (FunctionContext context, Integer millis) -> {
            context.put("session", "open", Duration.ofMillis(millis));
            return context.get("session", String.class).orElse("over");
        });
        cloudburst.put("session", "older");

        assertThat(open.call(600_000).get()).isEqualTo("open");
        assertThat(cloudburst.get("session", String.class)).contains("open");
        cloudburst.put("session", "short", Duration.ofMillis(200));
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(cloudburst.get("session", String.class))
                .isEmpty());
        assertThat(read.call().get()).isEqualTo("over");
        cloudburst.put("session", "again");
        assertThat(cloudburst.get("session", String.class)).contains("again");
    }

    @Test
    void aTimeToLiveThatIsNoneIsRefused() {
        for (Duration timeToLive : List.of(Duration.ZERO, Duration.ofMillis(-1), Duration.ofSeconds(Long.MAX_VALUE))) {
            failureOf(() -> cloudburst.put("never there", 1, timeToLive), ErrorCode.INVALID_ARGUMENT);
        }
        assertThat(cloudburst.get("never there", Integer.class)).isEmpty();
    }

    @Test
    void whatIsSeenOfSetsMapsAndCountersCanBeTakenAway() {
        SharedSet<String> set = cloudburst.set("cleared set", String.class);
        SharedMap<Integer> map = cloudburst.map("cleared map", Integer.class);
        set.clear();
        for (int i = 0; i < 20; i++) {
            set.add("element " + i);
            map.put("name " + i, i);
        }
        cloudburst.counter("cleared counter").add(7);
        cloudburst.counter("cleared counter").add(-9);
        try (Cloudburst other = SharedStack.connect()) {
            other.counter("cleared counter").add(100);
            other.set("cleared set", String.class).add("of another");
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> set.contains("of another"));
        await().atMost(Duration.ofSeconds(10))
                .until(() -> cloudburst.counter("cleared counter").value() == 98);
        set.clear();
        map.clear();
        cloudburst.counter("cleared counter").reset();

        assertThat(set.elements()).isEmpty();
        assertThat(map.entries()).isEmpty();
        assertThat(cloudburst.counter("cleared counter").value()).isZero();
        set.add("element 3");
        map.put("name 3", 33);
        cloudburst.counter("cleared counter").add(5);
        assertThat(set.elements()).containsExactly("element 3");
        assertThat(map.entries()).isEqualTo(Map.of("name 3", 33));
        assertThat(cloudburst.counter("cleared counter").value()).isEqualTo(5);
    }

    @Test
    void aFunctionSeesAtOnceWhatItHasCleared() {
        var clear = cloudburst.register("state_clear", (FunctionContext context, Integer n) -> {
            context.set("own cleared", Integer.class).add(n);
            context.counter("own reset").add(n);
            context.set("own cleared", Integer.class).clear();
            context.counter("own reset").reset();
            return context.set("own cleared", Integer.class).elements() + " "
                    + context.counter("own reset").value();
        });

        assertThat(clear.call(4).get()).isEqualTo("[] 0");
        assertThat(cloudburst.counter("own reset").value()).isZero();
    }

    @Test
    void anyLatticeCanBeMerged() {
        cloudburst.merge("highest", Max.of(3));
        cloudburst.merge("highest", Max.of(7));
        cloudburst.merge("highest", Max.of(5));

        assertThat(cloudburst.lattice("highest", Max.class)).contains(Max.of(7));
        assertThat(cloudburst.lattice("no such key", Max.class)).isEmpty();
    }

    @Test
    void aScanFindsTheKeysOfAPrefixInOrder() {
        for (int i = 0; i < 30; i++) {
            cloudburst.put("scanned/%02d".formatted(i), i);
        }

        var all = cloudburst.store().scan("scanned/", 100, Duration.ofSeconds(10));
        assertThat(all.keySet())
                .containsExactlyElementsOf(IntStream.range(0, 30)
                        .mapToObj("scanned/%02d"::formatted)
                        .toList());
        assertThat(cloudburst
                        .store()
                        .scan("scanned/", 3, Duration.ofSeconds(10))
                        .keySet())
                .containsExactly("scanned/00", "scanned/01", "scanned/02");
        assertThat(cloudburst.store().scan("", 1_000, Duration.ofSeconds(10)).keySet())
                .noneMatch(key -> key.startsWith("cloudburst/"));
        assertThat(cloudburst.store().scan("nothing has this prefix", 10, Duration.ofSeconds(10)))
                .isEmpty();
    }

    @Test
    void aKeyKeepsTheKindThatItBeganWith() {
        cloudburst.put("kind", "object");

        failureOf(() -> cloudburst.counter("kind").value(), ErrorCode.INVALID_ARGUMENT);
        cloudburst.counter("kind").add(1);
        assertThat(cloudburst.get("kind", String.class)).contains("object");
    }
}
