package io.cloudburst.engine;

import static io.cloudburst.sdk.Dag.each;
import static io.cloudburst.sdk.Dag.otherwise;
import static io.cloudburst.sdk.Dag.race;
import static io.cloudburst.sdk.Dag.spread;
import static io.cloudburst.sdk.Dag.when;
import static io.cloudburst.sdk.Dag.withoutResult;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.sdk.BatchOptions;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.RetryPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The plans of the shapes that DAGs have, word by word: {@code plans.txt} is for people to read too. */
class PlanShapesTest {
    private static final FunctionOptions RETRIED = FunctionOptions.retrying(
            RetryPolicy.attempts(4).withBackoff(Duration.ofMillis(50), 2, Duration.ofSeconds(1)));
    private static final Map<String, FunctionOptions> OPTIONS = Map.of(
            "pay", RETRIED,
            "predict", FunctionOptions.NONE.withBatch(BatchOptions.upTo(32)),
            "query", FunctionOptions.NONE.withMaxConcurrent(4));
    /** Those that take no more than one argument. */
    private static final List<String> NARROW =
            List.of("read", "parse", "clean", "store", "predict", "query", "score", "split", "check", "notify");

    private static final Dag INNER = Dag.named("inner")
            .node("parse")
            .node("clean")
            .edge("parse", "clean")
            .build();
    private static final Dag DEEPER = Dag.named("deeper")
            .node("read")
            .dag("in", "inner")
            .edge("read", "in")
            .build();

    private static List<Dag> shapes() {
        return List.of(
                Dag.chain("one", "read"),
                Dag.chain("chain", "read", "parse", "clean", "store"),
                fan("fan-out-and-in"),
                Dag.named("many-sources")
                        .node("a", "read")
                        .node("b", "read")
                        .node("c", "read")
                        .node("merge")
                        .edge("a", "merge")
                        .edge("b", "merge")
                        .edge("c", "merge")
                        .build(),
                Dag.named("diamond-of-chains")
                        .node("read")
                        .node("parse")
                        .node("clean")
                        .node("score")
                        .node("join", "merge2")
                        .node("store")
                        .edge("read", "parse")
                        .edge("parse", "clean")
                        .edge("read", "score")
                        .edge("clean", "join")
                        .edge("score", "join")
                        .edge("join", "store")
                        .build(),
                Dag.named("shortcut")
                        .node("read")
                        .node("parse")
                        .node("join", "merge2")
                        .edge("read", "parse")
                        .edge("read", "join")
                        .edge("parse", "join")
                        .build(),
                Dag.named("wide-map")
                        .node("split")
                        .node("score", each())
                        .node("store")
                        .edge("split", "score")
                        .edge("score", "store")
                        .build(),
                Dag.named("map-of-a-map")
                        .node("split")
                        .node("first", "score", each())
                        .node("second", "score", each())
                        .edge("split", "first")
                        .edge("first", "second")
                        .build(),
                Dag.named("race")
                        .node("near", "read")
                        .node("far", "read", spread())
                        .node("first", "check", race(-1, null, "none"))
                        .edge("near", "first")
                        .edge("far", "first")
                        .build(),
                Dag.named("race-of-one")
                        .node("read")
                        .node("check", race())
                        .edge("read", "check")
                        .build(),
                Dag.named("choice")
                        .node("check")
                        .node("pay")
                        .node("notify")
                        .node("end", "merge2")
                        .edge("check", "pay", when("ok", true))
                        .edge("check", "notify", otherwise())
                        .edge("pay", "end")
                        .edge("notify", "end")
                        .build(),
                Dag.named("condition-on-a-chain")
                        .node("check")
                        .node("parse")
                        .node("store")
                        .edge("check", "parse", when(1))
                        .edge("parse", "store")
                        .build(),
                Dag.named("order-without-results")
                        .node("store")
                        .node("read")
                        .node("notify")
                        .edge("store", "read", withoutResult())
                        .edge("read", "notify")
                        .build(),
                Dag.named("spread-chain")
                        .node("read", spread())
                        .node("parse", spread())
                        .node("clean")
                        .edge("read", "parse")
                        .edge("parse", "clean")
                        .build(),
                Dag.chain("retried-in-the-middle", "read", "pay", "store"),
                Dag.chain("batched-in-the-middle", "read", "predict", "store"),
                Dag.chain("limited-in-the-middle", "read", "query", "store"),
                Dag.named("map-in-batches")
                        .node("split")
                        .node("predict", each())
                        .edge("split", "predict")
                        .build(),
                Dag.named("dag-in-a-dag")
                        .node("read")
                        .dag("prepare", "inner")
                        .node("store")
                        .edge("read", "prepare")
                        .edge("prepare", "store")
                        .build(),
                Dag.named("two-dags-deep")
                        .dag("left", "deeper")
                        .dag("right", "deeper")
                        .node("merge", "merge2")
                        .edge("left", "merge")
                        .edge("right", "merge")
                        .build());
    }

    private static Dag fan(String name) {
        return Dag.named(name)
                .node("read")
                .node("a", "score")
                .node("b", "score", spread())
                .node("c", "score")
                .node("merge")
                .edge("read", "a")
                .edge("read", "b")
                .edge("read", "c")
                .edge("a", "merge")
                .edge("b", "merge")
                .edge("c", "merge")
                .build();
    }

    private static Explanation explained(Dag dag) {
        return new Explanation(
                dag,
                name -> Stream.of(INNER, DEEPER)
                        .filter(other -> other.name().equals(name))
                        .findFirst(),
                function -> new Explanation.Target(
                        NARROW.contains(function) ? 1 : function.equals("merge") ? 3 : 2,
                        Optional.ofNullable(OPTIONS.get(function)).orElse(FunctionOptions.NONE)));
    }

    @Test
    void theirPlansReadAsTheyDid() throws IOException {
        List<String> plans = new ArrayList<>();
        shapes().forEach(dag -> plans.add(explained(dag).text()));
        String separator = "-".repeat(60) + "\n";

        assertThat(plans.stream().collect(Collectors.joining(separator))).isEqualTo(resource("plans.txt"));
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = PlanShapesTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
