package io.cloudburst.sdk.registry;

import io.cloudburst.protocol.Constants;
import io.cloudburst.protocol.DagEdge;
import io.cloudburst.protocol.DagEntry;
import io.cloudburst.protocol.DagNode;
import io.cloudburst.protocol.RegistryEntry;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.value.ValueCodec;
import java.util.ArrayList;
import java.util.List;

/** DAGs on the wire, and as what they mean. */
public final class DagCodec {
    private static final ValueCodec SCALARS = new ValueCodec(DagCodec.class.getClassLoader());

    private DagCodec() {}

    public static RegistryEntry encode(Dag dag) {
        DagEntry.Builder entry = DagEntry.newBuilder().setName(dag.name());
        dag.nodes().forEach(node -> entry.addNodes(encode(node)));
        dag.edges().forEach(edge -> entry.addEdges(encode(edge)));
        return RegistryEntry.newBuilder().setDag(entry).build();
    }

    public static DagNode encode(Dag.Node node) {
        DagNode.Builder encoded = DagNode.newBuilder()
                .setName(node.name())
                .setTarget(node.target())
                .setSpread(node.placement() == Dag.Placement.SPREAD);
        if (node.form() instanceof Dag.Each) {
            encoded.setEach(true);
        } else if (node.form() instanceof Dag.Race race) {
            encoded.setRace(encode(race.invalid()));
        } else if (node.form() instanceof Dag.SubDag) {
            encoded.setSubDag(true);
        }
        return encoded.build();
    }

    private static DagEdge encode(Dag.Edge edge) {
        DagEdge.Builder encoded =
                DagEdge.newBuilder().setFrom(edge.from()).setTo(edge.to()).setWithoutResult(!edge.passesResult());
        if (edge.condition() instanceof Dag.OneOf oneOf) {
            encoded.setOneOf(encode(oneOf.values()));
        } else if (edge.condition() instanceof Dag.Otherwise) {
            encoded.setOtherwise(true);
        }
        return encoded.build();
    }

    private static Constants encode(List<Object> constants) {
        Constants.Builder encoded = Constants.newBuilder();
        constants.forEach(constant -> encoded.addValues(SCALARS.encode(constant)));
        return encoded.build();
    }

    /** @throws io.cloudburst.sdk.CloudburstException if it is not valid */
    public static Dag decode(DagEntry entry) {
        return new Dag(
                entry.getName(),
                entry.getNodesList().stream().map(DagCodec::decode).toList(),
                entry.getEdgesList().stream().map(DagCodec::decode).toList());
    }

    public static Dag.Node decode(DagNode node) {
        Dag.Form form =
                switch (node.getFormCase()) {
                    case EACH -> new Dag.Each();
                    case RACE -> new Dag.Race(decode(node.getRace()));
                    case SUB_DAG -> new Dag.SubDag();
                    case FORM_NOT_SET -> new Dag.Once();
                };
        return new Dag.Node(
                node.getName(),
                node.getTarget(),
                form,
                node.getSpread() ? Dag.Placement.SPREAD : Dag.Placement.COLOCATED);
    }

    private static Dag.Edge decode(DagEdge edge) {
        Dag.Condition condition =
                switch (edge.getConditionCase()) {
                    case ONE_OF -> new Dag.OneOf(decode(edge.getOneOf()));
                    case OTHERWISE -> new Dag.Otherwise();
                    case CONDITION_NOT_SET -> new Dag.Always();
                };
        return new Dag.Edge(edge.getFrom(), edge.getTo(), condition, !edge.getWithoutResult());
    }

    private static List<Object> decode(Constants constants) {
        List<Object> decoded = new ArrayList<>();
        constants.getValuesList().forEach(value -> decoded.add(SCALARS.decode(value)));
        return decoded;
    }
}
