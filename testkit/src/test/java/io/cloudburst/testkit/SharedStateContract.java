package io.cloudburst.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.lattices.LastWriterWins;
import io.cloudburst.lattices.Max;
import io.cloudburst.lattices.UpDownCounter;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.Ref;
import io.cloudburst.sdk.SharedMap;
import io.cloudburst.sdk.SharedSet;
import io.cloudburst.sdk.store.StoreVersion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many writers of one key, from functions and clients, and nobody waits for anybody. */
abstract class SharedStateContract extends Contract {
    private final Cloudburst cloudburst = client();

    SharedStateContract(CloudburstExtension extension) {
        super(extension);
    }

    @Test
    void aCounterLosesNothing() {
        var count = cloudburst.register("state_count", (FunctionContext context, Integer n) -> {
            context.counter("visits").add(n);
            return null;
        });
        List<CloudFuture<Object>> calls = IntStream.range(0, 500)
                .mapToObj(i -> count.call(i % 2 == 0 ? 3 : -1))
                .toList();
        try (Cloudburst other = connect()) {
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
    void aSetMayBeLargerThanAReply() {
        int calls = 20;
        int each = 2_500;
        String element = "an element that makes the set large, number %d of very many";
        var adds = cloudburst.register("state_adds_many", (FunctionContext context, Integer from) -> {
            SharedSet<String> set = context.set("large set", String.class);
            IntStream.range(from, from + each).forEach(i -> set.add(element.formatted(i)));
            return null;
        });
        List<CloudFuture<Object>> added =
                IntStream.range(0, calls).mapToObj(i -> adds.call(i * each)).toList();
        added.forEach(CloudFuture::get);
        SharedSet<String> set = cloudburst.set("large set", String.class);

        assertThat(set.elements()).hasSize(calls * each).contains(element.formatted(0), element.formatted(49_999));
        assertThat(set.contains(element.formatted(12_345))).isTrue();
        assertThat(set.contains(element.formatted(50_000))).isFalse();
        set.remove(element.formatted(12_345));
        assertThat(set.contains(element.formatted(12_345))).isFalse();
        assertThat(set.elements()).hasSize(calls * each - 1).doesNotContain(element.formatted(12_345));

        var changes = cloudburst.register("state_changes_large", (FunctionContext context, Integer i) -> {
            SharedSet<String> large = context.set("large set", String.class);
            large.add("mine " + i);
            large.remove(element.formatted(i));
            return large.contains("mine " + i) + " " + large.contains(element.formatted(i)) + " "
                    + large.contains(element.formatted(i + 1)) + " "
                    + large.elements().size();
        });
        assertThat(changes.call(7).get()).isEqualTo("true false true " + (calls * each - 1));
        assertThat(cloudburst.store().scan("large set", 10, Duration.ofSeconds(30)))
                .containsOnlyKeys("large set");
    }

    @Test
    void aMapMayBeLargerThanAReply() {
        String text = "a text of some length ".repeat(40);
        var puts = cloudburst.register("state_puts_many", (FunctionContext context, Integer from) -> {
            SharedMap<String> map = context.map("large map", String.class);
            IntStream.range(from, from + 1_000).forEach(i -> map.put("field " + i, i + text));
            return null;
        });
        List<CloudFuture<Object>> put =
                IntStream.range(0, 4).mapToObj(i -> puts.call(i * 1_000)).toList();
        put.forEach(CloudFuture::get);
        SharedMap<String> map = cloudburst.map("large map", String.class);

        assertThat(map.get("field 1234")).contains("1234" + text);
        assertThat(map.get("field 4000")).isEmpty();
        map.remove("field 1234");
        assertThat(map.get("field 1234")).isEmpty();
        assertThat(map.entries()).hasSize(3_999).containsEntry("field 3999", "3999" + text);
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
        try (Cloudburst other = connect()) {
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
    void manyObjectsAreReadInOneGo() {
        List<String> keys = IntStream.range(0, 3_000).mapToObj(i -> "many/" + i).toList();
        List<CompletableFuture<StoreVersion>> writes = IntStream.range(0, 3_000)
                .filter(i -> i % 3 != 0)
                .mapToObj(i -> cloudburst
                        .store()
                        .merge(
                                keys.get(i),
                                LastWriterWins.of(
                                        i + 1,
                                        1,
                                        Value.newBuilder().setInt32(i).build().toByteArray())))
                .toList();
        writes.forEach(CompletableFuture::join);
        cloudburst.delete("many/1");

        Map<String, Integer> found = cloudburst.getAll(keys, Integer.class);

        assertThat(found).hasSize(1_999).containsEntry("many/2999", 2_999).doesNotContainKeys("many/0", "many/1");
        assertThat(found.keySet()).startsWith("many/2", "many/4", "many/5");
        cloudburst.counter("many/3").add(1);
        failureOf(() -> cloudburst.getAll(keys, Integer.class), ErrorCode.INVALID_ARGUMENT);
        failureOf(() -> cloudburst.getAll(List.of("cloudburst/x"), Integer.class), ErrorCode.INVALID_ARGUMENT);
    }

    @Test
    void aFunctionReadsManyObjectsWithItsOwnAmongThem() {
        cloudburst.put("several/stored", "stored");
        cloudburst.put("several/both", "stored");
        var read = cloudburst.register("state_several", (FunctionContext context) -> {
            context.put("several/both", "written");
            context.put("several/own", "written");
            return context.getAll(
                            List.of("several/none", "several/own", "several/stored", "several/both"), String.class)
                    .toString();
        });

        assertThat(read.call().get()).isEqualTo("{several/own=written, several/stored=stored, several/both=written}");
    }

    @Test
    void objectsAreScannedInOrderAsFarAsTheyAreTaken() {
        for (int i = 0; i < 40; i++) {
            cloudburst.put("objects/%02d".formatted(i), i);
        }
        cloudburst.delete("objects/03");
        cloudburst.counter("objects/04x").add(1);

        assertThat(cloudburst.scan("objects/", Integer.class).map(Map.Entry::getValue))
                .containsExactlyElementsOf(
                        IntStream.range(0, 40).filter(i -> i != 3).boxed().toList());
        assertThat(cloudburst.scan("objects/", Integer.class).limit(4).map(Map.Entry::getKey))
                .containsExactly("objects/00", "objects/01", "objects/02", "objects/04");
        assertThat(cloudburst.scan("objects/0").filter(entry -> entry.getValue() instanceof UpDownCounter))
                .hasSize(1);
        assertThat(cloudburst.scan("objects/0").map(Map.Entry::getKey)).contains("objects/03");
        failureOf(() -> cloudburst.scan("cloudburst/"), ErrorCode.INVALID_ARGUMENT);
    }

    @Test
    void aFunctionScansWithItsOwnWritesAmongWhatIsStored() {
        cloudburst.put("mixed/b", "stored");
        cloudburst.put("mixed/c", "stored");
        cloudburst.put("mixed/e", "stored");
        var scan = cloudburst.register("state_scan", (FunctionContext context) -> {
            context.put("mixed/a", "own");
            context.put("mixed/c", "own");
            context.put("mixed/d", "own");
            context.delete("mixed/e");
            context.put("mixed/f", "own");
            context.put("elsewhere", "own");
            return context.scan("mixed/", String.class)
                    .map(entry -> entry.getKey().substring(6) + "=" + entry.getValue())
                    .collect(Collectors.joining(" "));
        });

        assertThat(scan.call().get()).isEqualTo("a=own b=stored c=own d=own f=own");
    }

    @Test
    void aFunctionGetsAllThatItsArgumentsReferTo() {
        cloudburst.put("ref/a", 1);
        cloudburst.put("ref/b", 20);
        var add = cloudburst.register(
                "state_refs", (FunctionContext context, Integer a, Integer b, Integer c, Integer d) -> a + b + c + d);

        assertThat(add.function()
                        .call(Ref.to("ref/a"), 300, Ref.to("ref/b"), Ref.to("ref/a"))
                        .get())
                .isEqualTo(322);
        assertThat(failureOf(
                        () -> add.function()
                                .call(Ref.to("ref/a"), 300, Ref.to("ref/none"), 4)
                                .get(),
                        ErrorCode.INVALID_ARGUMENT))
                .hasMessageContaining("argument 3")
                .hasMessageContaining("'ref/none'");
    }

    @Test
    void aFunctionThatReadsAgainAndAgainSeesWhatItsCallersWrite() {
        var read = cloudburst.register("state_again", (FunctionContext context) -> context.get("again", Integer.class)
                .orElse(-1));
        for (int i = 0; i < 50; i++) {
            cloudburst.put("again", i);
            assertThat(read.call().get()).isEqualTo(i);
            assertThat(read.call().get()).isEqualTo(i);
        }
    }

    @Test
    void whatAFunctionMakesOfACachedObjectIsItsOwn() {
        cloudburst.put("shared list", List.of("a"));
        var change = cloudburst.register("state_change", (FunctionContext context) -> {
            @SuppressWarnings("unchecked")
            List<String> list = context.get("shared list", List.class).orElseThrow();
            list.add("b");
            return list.size();
        });
        for (int i = 0; i < 20; i++) {
            assertThat(change.call().get()).isEqualTo(2);
        }
    }

    @Test
    void aKeyKeepsTheKindThatItBeganWith() {
        cloudburst.put("kind", "object");

        failureOf(() -> cloudburst.counter("kind").value(), ErrorCode.INVALID_ARGUMENT);
        cloudburst.counter("kind").add(1);
        assertThat(cloudburst.get("kind", String.class)).contains("object");
    }
}
