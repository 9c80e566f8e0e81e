package io.cloudburst.engine;

import static io.cloudburst.sdk.Dag.each;
import static io.cloudburst.sdk.Dag.otherwise;
import static io.cloudburst.sdk.Dag.race;
import static io.cloudburst.sdk.Dag.spread;
import static io.cloudburst.sdk.Dag.when;
import static io.cloudburst.sdk.Dag.withoutResult;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.RetryPolicy;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    /** Functions take two arguments; those whose name begins with r are tried three times. */
    private static Explanation of(Dag dag, Dag... others) {
        return new Explanation(
                dag,
                name -> Stream.of(others)
                        .filter(other -> other.name().equals(name))
                        .findFirst(),
                function -> new Explanation.Target(
                        2,
                        function.startsWith("r")
                                ? FunctionOptions.retrying(RetryPolicy.attempts(3))
                                : FunctionOptions.NONE));
    }

    @Test
    void aChainIsOneStage() {
        assertThat(of(Dag.chain("d", "a", "b")).text()).isEqualTo("""
                        DAG 'd': 2 nodes, 1 stage

                        stage 0: a > b
                          begins   at once
                          runs     once; one function after the other on one thread, with nothing sent in between; where the run is
                          takes    a: 2 arguments of the call
                          takes    b: 1 argument of the call, then the result of a
                          gives    the result of the DAG
                        """);
    }

    @Test
    void everyFormHasItsWordsAndSaysWhyItIsApart() {
        Dag dag = Dag.named("d")
                .node("split")
                .node("small", "score", each())
                .node("large", "score", each(), spread())
                .node("first", race(-1, null))
                .node("retried")
                .node("log")
                .node("end")
                .edge("split", "small", when("s", 1))
                .edge("split", "large", otherwise())
                .edge("small", "first")
                .edge("large", "first")
                .edge("first", "retried")
                .edge("retried", "log")
                .edge("log", "end", withoutResult())
                .build();

        assertThat(of(dag).text()).isEqualTo("""
                        DAG 'd': 7 nodes, 6 stages

                        stage 0: split
                          begins   at once
                          runs     once; where the run is
                          takes    2 arguments of the call

                        stage 1: small = score
                          begins   after split if its result is "s" or 1
                          runs     for each element of its last argument, in up to 64 parts side by side; where the run is
                          apart    because 'split' has more than one downstream
                          takes    1 argument of the call, then the result of split

                        stage 2: large = score
                          begins   after split unless its result is "s" or 1
                          runs     for each element of its last argument, in up to 64 parts side by side; on whichever executor it falls (spread)
                          apart    because 'split' has more than one downstream
                          takes    1 argument of the call, then the result of split

                        stage 3: first
                          begins   with each of: small, large
                          runs     until a result is valid, which is the first that is not -1 or null; where the run is
                          apart    because 'first' has more than one upstream
                          takes    1 argument of the call, then one of the upstream results at a time

                        stage 4: retried > log
                          begins   after first
                          runs     once; one function after the other on one thread, with nothing sent in between; where the run is
                          retried  retried: 3 attempts, 100 ms apart at first, then 2 times as long, at most 10000 ms
                          apart    because 'first' does not run just once
                          takes    retried: 1 argument of the call, then the result of first
                          takes    log: 1 argument of the call, then the result of retried

                        stage 5: end
                          begins   after log
                          runs     once; where the run is
                          apart    because the edge between them passes no result
                          takes    2 arguments of the call
                          gives    the result of the DAG, which is null if this stage is skipped
                        """);
    }

    @Test
    void theNodesOfADagInADagAreShown() {
        Dag inner = Dag.chain("inner", "a", "b");
        Dag dag = Dag.named("d").node("c").dag("in", "inner").edge("c", "in").build();

        assertThat(of(dag, inner).text()).contains("stage 0: c > in.a = a > in.b = b\n");
        assertThatThrownBy(() -> of(dag, dag))
                .isInstanceOfSatisfying(
                        CloudburstException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DAG_NOT_FOUND));
    }

    private static final Dag DRAWN = Dag.named("d-x")
            .node("a")
            .node("b")
            .node("m", "model", each(), spread())
            .node("w", race())
            .edge("a", "b")
            .edge("b", "m", when("<\"yes\">"))
            .edge("b", "w", otherwise())
            .edge("m", "w")
            .build();

    @Test
    void aDrawingForMermaid() {
        assertThat(of(DRAWN).mermaid()).isEqualTo("""
                        flowchart LR
                            subgraph s0["stage 0"]
                                n0["a"]
                                n1["b"]
                            end
                            n2[["m = model<br/>each, spread"]]
                            n3{{"w<br/>race"}}
                            n0 --> n1
                            n1 -->|"&quot;&lt;&quot;yes&quot;&gt;&quot;"| n2
                            n1 -->|"otherwise"| n3
                            n2 --> n3
                        """);
    }

    @Test
    void aDrawingForGraphviz() {
        assertThat(of(DRAWN).dot()).isEqualTo("""
                        digraph "d-x" {
                            rankdir=LR;
                            node [shape=box];
                            subgraph cluster_0 {
                                label="stage 0";
                                n0 [label="a"];
                                n1 [label="b"];
                            }
                            n2 [label="m = model\\neach, spread", peripheries=2];
                            n3 [label="w\\nrace", shape=hexagon];
                            n0 -> n1;
                            n1 -> n2 [label="\\"<\\"yes\\">\\""];
                            n1 -> n3 [label="otherwise"];
                            n2 -> n3;
                        }
                        """);
    }
}
