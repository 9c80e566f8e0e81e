package io.cloudburst.engine;

import static io.cloudburst.sdk.Dag.each;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.value.ValueCodec;
import io.cloudburst.sdk.value.ValueLists;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Runs of DAGs with nodes that run for each element of a list. */
class ListsTest {
    private static Dag.Builder each3() {
        return Dag.named("d")
                .node("a")
                .node("each", each())
                .node("end")
                .edge("a", "each")
                .edge("each", "end");
    }

    @Test
    void eachElementIsTheLastArgumentOfAPart() {
        PlayedRun run = new PlayedRun(each3(), Map.of("each", List.of("fixed")));

        assertThat(run.done("a", new long[] {5, 6, 7}).effects)
                .containsExactly("each(fixed, [5])", "each[1](fixed, [6])", "each[2](fixed, [7])");
        assertThat(run.done("each", 2, 0, List.of("z")).effects).isEmpty();
        assertThat(run.done("each", 0, 0, List.of("x")).effects).isEmpty();
        assertThat(run.done("each", 0, 0, List.of("again")).effects).isEmpty();
        assertThat(run.done("each", 1, 0, List.of("y")).effects).containsExactly("end([x, y, z])");
    }

    @Test
    void anEmptyListHasNoResultsAndStartsNothing() {
        assertThat(PlayedRun.of(each3()).done("a", List.of()).effects).containsExactly("end([])");
        assertThat(new PlayedRun(Dag.named("d").node("a", each()), Map.of("a", List.of(List.of()))).effects)
                .containsExactly("= []");
    }

    @Test
    void theListMayBeTheCalls() {
        PlayedRun run = new PlayedRun(Dag.named("d").node("a", each()), Map.of("a", List.of(1, List.of("x", "y"))));

        assertThat(run.effects).containsExactly("a(1, [x])", "a[1](1, [y])");
        assertThat(run.done("a", 1, 0, List.of(2)).done("a", 0, 0, List.of(1)).effects)
                .containsExactly("= [1, 2]");
    }

    @Test
    void whatIsNoListFailsAndSaysWhere() {
        assertThat(PlayedRun.of(each3()).done("a", "text").effects)
                .containsExactly("! node 'each' runs for each element of its last argument: expected a list, got text");
        assertThat(PlayedRun.of(each3()).done("a", null).effects)
                .hasSize(1)
                .first()
                .asString()
                .contains("null value");
        assertThat(new PlayedRun(Dag.named("d").node("a", each()), Map.of("a", List.of(1))).effects)
                .hasSize(1)
                .first()
                .asString()
                .startsWith("! node 'a'");
    }

    @Test
    void whatCannotBeReadFailsTheRunAndNotWhoeverRunsIt() {
        Value broken =
                Value.newBuilder().setJson(ByteString.copyFromUtf8("[1, ")).build();

        assertThat(PlayedRun.of(each3()).done("a", broken).effects)
                .hasSize(1)
                .first()
                .asString()
                .startsWith("! node 'each'")
                .contains("not JSON");
    }

    @Test
    void aThousandElementsRunInSixtyFourPartsAndStayInOrder() {
        List<Integer> elements = IntStream.range(0, 1_000).boxed().toList();
        PlayedRun run = PlayedRun.of(each3()).done("a", elements);
        assertThat(run.effects).hasSize(Plan.MAX_PARTS);

        List<Integer> parts =
                new ArrayList<>(IntStream.range(0, Plan.MAX_PARTS).boxed().toList());
        Collections.shuffle(parts, new Random(7));
        List<String> started = List.copyOf(run.effects);
        for (int part : parts) {
            assertThat(run.lostAndStartedAgain("each", part)).isEqualTo(started.get(part));
            // Each function returns what it got.
            Value list = run.run
                    .orElseThrow()
                    .start(run.task("each", part, 0), PlayedRun.VALUES)
                    .arguments()
                    .get(0)
                    .get(0);
            run.done("each", part, 0, list);
        }
        assertThat(run.effects)
                .containsExactly("end("
                        + elements.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]")) + ")");
    }

    @Test
    void aPartThatFailsFailsTheRun() {
        PlayedRun run = PlayedRun.of(each3()).done("a", List.of(1, 2)).done("each", 0, 0, List.of(1));

        assertThat(run.on(PlayedRun.failure(run.task("each", 1, 0), "boom", false)).effects)
                .containsExactly("! boom");
    }

    @Test
    void onlyThePartThatFailedIsTriedAgain() {
        PlayedRun run = PlayedRun.of(
                        Dag.named("d").node("a").node("each", "retried", each()).edge("a", "each"))
                .done("a", List.of(1, 2));

        assertThat(run.failed("each", 1, 0, "once").effects).containsExactly("retry each[1]#1");
        assertThat(run.done("each", 0, 0, List.of("x")).effects).isEmpty();
        assertThat(run.due("each", 1, 1).effects).containsExactly("each[1]#1([2])");
        assertThat(run.done("each", 1, 1, List.of("y")).effects).containsExactly("= [x, y]");
    }

    @Test
    void resultsThatAreTooMuchTogetherFailTheRunAndSayWhere() {
        PlayedRun run = PlayedRun.of(each3()).done("a", List.of(1, 2));
        List<Object> half = Arrays.asList(new byte[ValueCodec.MAX_BYTES / 2 + 1]);

        assertThat(run.done("each", 0, 0, half).done("each", 1, 0, half).effects)
                .hasSize(1)
                .first()
                .asString()
                .startsWith("! the results of node 'each'")
                .contains(String.valueOf(ValueCodec.MAX_BYTES));
    }

    @Test
    void aListOfListsIsTakenApartOnce() {
        Value lists = ValueLists.of(List.of(ValueLists.of(List.of()), ValueLists.of(List.of())));

        assertThat(PlayedRun.of(each3()).done("a", lists).effects).containsExactly("each([[]])", "each[1]([[]])");
    }
}
