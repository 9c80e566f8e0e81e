package io.cloudburst.sdk.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cloudburst.protocol.Constants;
import io.cloudburst.protocol.DagEntry;
import io.cloudburst.protocol.DagNode;
import io.cloudburst.protocol.RegistryEntry;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.ErrorCode;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DagCodecTest {
    private static final Object[] SCALARS = {
        null,
        true,
        false,
        0,
        -1,
        Integer.MIN_VALUE,
        5L,
        Long.MAX_VALUE,
        0.5,
        -0.0,
        Double.NaN,
        Double.MAX_VALUE,
        "",
        "ja ✓"
    };

    static Stream<Dag> dags() {
        return Stream.of(
                Dag.chain("one", "f"),
                Dag.chain("three", "f", "g", "h"),
                Dag.named("forms")
                        .node("once", "f")
                        .node("each", "g", Dag.each())
                        .node("far", "g", Dag.each(), Dag.spread())
                        .dag("inner", "other")
                        .node("any", "h", Dag.race())
                        .node("first", "h", Dag.race(SCALARS), Dag.spread())
                        .edge("once", "each")
                        .edge("each", "far")
                        .edge("far", "inner")
                        .edge("inner", "any")
                        .edge("once", "any")
                        .edge("any", "first")
                        .build(),
                Dag.named("conditions")
                        .node("a")
                        .node("b")
                        .node("c")
                        .node("d")
                        .node("e")
                        .edge("a", "e", Dag.withoutResult())
                        .edge("a", "b", Dag.when(SCALARS))
                        .edge("a", "c", Dag.when((Object) null), Dag.withoutResult())
                        .edge("a", "d", Dag.otherwise(), Dag.withoutResult())
                        .edge("b", "e")
                        .edge("d", "e")
                        .edge("c", "e")
                        .build());
    }

    @ParameterizedTest
    @MethodSource("dags")
    void whatGoesInComesOut(Dag dag) throws InvalidProtocolBufferException {
        byte[] bytes = DagCodec.encode(dag).toByteArray();

        assertThat(DagCodec.decode(RegistryEntry.parseFrom(bytes).getDag())).isEqualTo(dag);
        assertThat(dag.nodes()).allSatisfy(node -> assertThat(DagCodec.decode(DagCodec.encode(node)))
                .isEqualTo(node));
    }

    @Test
    void aPlainDagIsAsSmallAsItWasBeforeThereWereOthers() {
        DagEntry entry = DagCodec.encode(Dag.chain("d", "f")).getDag();

        assertThat(entry.getNodes(0))
                .isEqualTo(DagNode.newBuilder().setName("f").setTarget("f").build());
    }

    @Test
    void whatIsNoDagIsRefused() {
        DagEntry loop = DagEntry.newBuilder()
                .setName("d")
                .addNodes(DagNode.newBuilder()
                        .setName("a")
                        .setTarget("f")
                        .setRace(Constants.newBuilder()
                                .addValues(Value.newBuilder().setFloat32(1))))
                .build();

        assertThatThrownBy(() -> DagCodec.decode(loop))
                .isInstanceOfSatisfying(
                        CloudburstException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DAG_INVALID))
                .hasMessageContainingAll("node 'a'", "java.lang.Float");
    }
}
