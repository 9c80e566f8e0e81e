package io.cloudburst.sdk.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.value.ValueCodec;
import io.cloudburst.sdk.value.ValueJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * DAGs as JSON:
 *
 * <pre>{@code
 * {
 *   "name": "pages",
 *   "nodes": [
 *     {"name": "fetch"},
 *     {"name": "words", "target": "count", "form": "each", "placement": "spread"},
 *     {"name": "first", "target": "answer", "form": "race", "invalid": [null, ""]},
 *     {"name": "report", "target": "report_dag", "form": "dag"}
 *   ],
 *   "edges": [
 *     {"from": "fetch", "to": "words"},
 *     {"from": "words", "to": "first", "oneOf": ["yes", 1]},
 *     {"from": "words", "to": "report", "otherwise": true, "passesResult": false}
 *   ]
 * }
 * }</pre>
 *
 * <p>A node's {@code target} is the function or DAG that it runs, its own name unless given; its {@code form} is {@code once} (unless
 * given), {@code each}, {@code race} or {@code dag}; {@code invalid} is of a race only; its {@code placement} is {@code colocated}
 * (unless given) or {@code spread}. An edge is always taken, unless it has {@code oneOf} or {@code otherwise}. The meaning of each is
 * that in {@link Dag}.
 */
public final class DagJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final ValueCodec SCALARS = new ValueCodec(DagJson.class.getClassLoader());
    private static final Set<String> DAG_FIELDS = Set.of("name", "nodes", "edges");
    private static final Set<String> NODE_FIELDS = Set.of("name", "target", "form", "invalid", "placement");
    private static final Set<String> EDGE_FIELDS = Set.of("from", "to", "oneOf", "otherwise", "passesResult");
    private static final int LONGEST_NAME = 200;

    private DagJson() {}

    /** What {@link #read} makes the same DAG of; fields that have their usual values are left out. */
    public static ObjectNode of(Dag dag) {
        ObjectNode whole = NODES.objectNode().put("name", dag.name());
        ArrayNode nodes = whole.putArray("nodes");
        dag.nodes().forEach(node -> nodes.add(of(node)));
        ArrayNode edges = whole.putArray("edges");
        dag.edges().forEach(edge -> edges.add(of(edge)));
        return whole;
    }

    private static ObjectNode of(Dag.Node node) {
        ObjectNode out = NODES.objectNode().put("name", node.name());
        if (!node.target().equals(node.name())) {
            out.put("target", node.target());
        }
        if (node.form() instanceof Dag.Each) {
            out.put("form", "each");
        } else if (node.form() instanceof Dag.Race race) {
            out.put("form", "race");
            if (!race.invalid().isEmpty()) {
                out.set("invalid", scalars(race.invalid()));
            }
        } else if (node.form() instanceof Dag.SubDag) {
            out.put("form", "dag");
        }
        if (node.placement() == Dag.Placement.SPREAD) {
            out.put("placement", "spread");
        }
        return out;
    }

    private static ObjectNode of(Dag.Edge edge) {
        ObjectNode out = NODES.objectNode().put("from", edge.from()).put("to", edge.to());
        if (edge.condition() instanceof Dag.OneOf oneOf) {
            out.set("oneOf", scalars(oneOf.values()));
        } else if (edge.condition() instanceof Dag.Otherwise) {
            out.put("otherwise", true);
        }
        if (!edge.passesResult()) {
            out.put("passesResult", false);
        }
        return out;
    }

    private static ArrayNode scalars(List<Object> values) {
        ArrayNode array = NODES.arrayNode();
        values.forEach(value -> array.add(ValueJson.toJson(SCALARS.encode(value))));
        return array;
    }

    /**
     * Reads a DAG.
     *
     * @param name that it is to have; the text may leave it out but not say another
     * @throws IllegalArgumentException when the text makes no sense, saying where and why
     * @throws CloudburstException {@link io.cloudburst.sdk.ErrorCode#DAG_INVALID} when what it says is no valid DAG
     */
    public static Dag read(String name, JsonNode json) {
        JsonFields fields = new JsonFields("a DAG", json, DAG_FIELDS);
        fields.text("name", LONGEST_NAME).filter(other -> !other.equals(name)).ifPresent(other -> {
            throw new IllegalArgumentException("\"name\" is \"" + other + "\", but the DAG is put as \"" + name
                    + "\"; leave it out, or make them the same");
        });
        List<Dag.Node> nodes = new ArrayList<>();
        for (JsonNode node : fields.elements("nodes")) {
            nodes.add(node(new JsonFields("\"nodes\"[" + nodes.size() + "]", node, NODE_FIELDS)));
        }
        List<Dag.Edge> edges = new ArrayList<>();
        for (JsonNode edge : fields.elements("edges")) {
            edges.add(edge(new JsonFields("\"edges\"[" + edges.size() + "]", edge, EDGE_FIELDS)));
        }
        return new Dag(name, nodes, edges);
    }

    private static Dag.Node node(JsonFields fields) {
        String name = required(fields, "name");
        String word =
                fields.oneOf("form", List.of("once", "each", "race", "dag")).orElse("once");
        if (fields.node().has("invalid") && !word.equals("race")) {
            throw new IllegalArgumentException(fields.what() + " has \"invalid\", which only a race has");
        }
        Dag.Form form =
                switch (word) {
                    case "each" -> new Dag.Each();
                    case "race" -> new Dag.Race(scalars(fields, "invalid"));
                    case "dag" -> new Dag.SubDag();
                    default -> new Dag.Once();
                };
        boolean spread = fields.oneOf("placement", List.of("colocated", "spread"))
                .filter("spread"::equals)
                .isPresent();
        return new Dag.Node(
                name,
                fields.text("target", LONGEST_NAME).orElse(name),
                form,
                spread ? Dag.Placement.SPREAD : Dag.Placement.COLOCATED);
    }

    private static Dag.Edge edge(JsonFields fields) {
        boolean otherwise = fields.flag("otherwise");
        if (otherwise && fields.node().has("oneOf")) {
            throw new IllegalArgumentException(fields.what() + " has either \"oneOf\" or \"otherwise\", not both");
        }
        Dag.Condition condition = new Dag.Always();
        if (otherwise) {
            condition = new Dag.Otherwise();
        } else if (fields.node().has("oneOf")) {
            condition = new Dag.OneOf(scalars(fields, "oneOf"));
        }
        boolean passesResult = !fields.node().has("passesResult") || fields.flag("passesResult");
        return new Dag.Edge(required(fields, "from"), required(fields, "to"), condition, passesResult);
    }

    private static String required(JsonFields fields, String field) {
        Optional<String> text = fields.text(field, LONGEST_NAME);
        return text.orElseThrow(() -> new IllegalArgumentException(fields.what() + " needs \"" + field + "\""));
    }

    private static List<Object> scalars(JsonFields fields, String field) {
        List<Object> scalars = new ArrayList<>();
        for (JsonNode value : fields.elements(field)) {
            if (value.isContainerNode()) {
                throw new IllegalArgumentException(fields.what() + ": \"" + field
                        + "\" has null, booleans, numbers and texts, not " + JsonFields.shortened(value));
            }
            try {
                scalars.add(SCALARS.decode(ValueJson.fromJson(value)));
            } catch (CloudburstException e) {
                throw new IllegalArgumentException(fields.what() + ": \"" + field + "\": " + e.getMessage(), e);
            }
        }
        return scalars;
    }
}
