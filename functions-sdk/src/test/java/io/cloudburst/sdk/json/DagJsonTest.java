package io.cloudburst.sdk.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.value.ValueJson;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DagJsonTest {
    private static JsonNode json(String text) {
        return ValueJson.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void everyFormOfNodeAndEdgeComesBackAsItWas() {
        Dag dag = Dag.named("all")
                .node("start", "f")
                .node("each", "f", Dag.each(), Dag.spread())
                .node("race", "g", Dag.race(null, "", 0, 1L << 40, 0.5, true))
                .node("any", "g", Dag.race())
                .dag("inner", "other")
                .node("end", "h")
                .edge("start", "each", Dag.when("x", 1, null))
                .edge("start", "inner", Dag.otherwise())
                .edge("start", "end", Dag.withoutResult())
                .edge("each", "race")
                .edge("inner", "race")
                .edge("race", "any")
                .edge("any", "end")
                .build();
        assertThat(DagJson.read("all", DagJson.of(dag))).isEqualTo(dag);
    }

    @Test
    void whatIsUsualNeedNotBeSaid() {
        Dag dag = DagJson.read(
                "d", json("{'nodes': [{'name': 'f'}, {'name': 'g'}], 'edges': [{'from': 'f', 'to': 'g'}]}"));
        assertThat(dag).isEqualTo(Dag.chain("d", "f", "g"));
        assertThat(DagJson.of(dag).toString())
                .isEqualTo(json("{'name':'d','nodes':[{'name':'f'},{'name':'g'}],'edges':[{'from':'f','to':'g'}]}")
                        .toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            [] | a DAG is a JSON object
            {'nodes': 1} | "nodes" must be an array
            {'name': 'other', 'nodes': []} | "other"
            {'nodes': [{}]} | "nodes"[0] needs "name"
            {'nodes': [{'name': 'a'}, {'name': 'b', 'spread': true}]} | "nodes"[1] has no field "spread"
            {'nodes': [{'name': 'a', 'form': 'twice'}]} | "form" must be one of once, each, race, dag
            {'nodes': [{'name': 'a', 'invalid': []}]} | only a race
            {'nodes': [{'name': 'a', 'form': 'race', 'invalid': [[1]]}]} | not [1]
            {'nodes': [{'name': 'a'}], 'edges': [{'from': 'a'}]} | "edges"[0] needs "to"
            {'nodes': [{'name': 'a'}], 'edges': [{'from': 'a', 'to': 'a', 'oneOf': [1], 'otherwise': true}]} | not both
            """)
    void whatMakesNoSenseIsRefusedWithItsPlace(String text, String why) {
        assertThatThrownBy(() -> DagJson.read("d", json(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void whatIsNoDagIsInvalidAsElsewhere() {
        assertThatThrownBy(() -> DagJson.read("d", json("{'nodes': [{'name': 'a'}, {'name': 'b'}]}")))
                .isInstanceOf(CloudburstException.class)
                .hasMessageContaining("2 sinks");
    }
}
