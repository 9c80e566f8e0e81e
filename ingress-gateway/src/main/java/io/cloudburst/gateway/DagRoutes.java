package io.cloudburst.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.engine.Explanation;
import io.cloudburst.gateway.http.ProblemException;
import io.cloudburst.gateway.http.ProblemKind;
import io.cloudburst.gateway.http.Request;
import io.cloudburst.gateway.http.Response;
import io.cloudburst.gateway.http.Role;
import io.cloudburst.gateway.http.Route;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.Names;
import io.cloudburst.sdk.json.DagJson;
import io.cloudburst.sdk.registry.RegisteredDag;
import io.cloudburst.sdk.registry.Registry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** {@code /v1/dags}. */
final class DagRoutes {
    private final Cloudburst cloudburst;
    private final NewestRegistry newest;
    private final Workers workers;

    DagRoutes(Cloudburst cloudburst, NewestRegistry newest, Workers workers) {
        this.cloudburst = cloudburst;
        this.newest = newest;
        this.workers = workers;
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET", "/v1/dags", "listDags", Role.CALLER, this::list).withQuery(Page.PARAMETERS),
                Route.of("GET", "/v1/dags/{name}", "getDag", Role.CALLER, this::get),
                Route.of("PUT", "/v1/dags/{name}", "putDag", Role.DEPLOYER, this::put)
                        .withQuery("dryRun")
                        .withBody(Yaml.withJson()),
                Route.of("DELETE", "/v1/dags/{name}", "deleteDag", Role.DEPLOYER, this::delete));
    }

    private CompletionStage<Response> list(Request request) {
        Page page = Page.of(request);
        return newest.get()
                .thenApply(registry -> page.of(
                        "dags", registry.dags(), registered -> registered.dag().name(), DagRoutes::describe));
    }

    private CompletionStage<Response> get(Request request) {
        String name = name(request);
        return newest.find(registry -> registry.dag(name))
                .thenApply(found -> found.map(registered -> Response.json(200, describe(registered)))
                        .orElseThrow(() -> new ProblemException(
                                ProblemKind.DAG_NOT_FOUND,
                                "no DAG is registered as '%s'; GET /v1/dags lists those that are".formatted(name))));
    }

    private CompletionStage<Response> put(Request request) {
        Dag dag = read(name(request), request);
        if (request.flag("dryRun")) {
            return workers.run(() -> {
                cloudburst.checkDag(dag);
                return Response.json(200, explain(dag));
            });
        }
        return workers.run(() -> {
            boolean replaces = cloudburst.registry().dag(dag.name()).isPresent();
            cloudburst.replaceDag(dag);
            // Unless somebody has taken it away again meanwhile.
            JsonNode now = cloudburst
                    .registry()
                    .dag(dag.name())
                    .map(DagRoutes::describe)
                    .orElseGet(() -> DagJson.of(dag));
            return Response.json(replaces ? 200 : 201, now).with("Location", "/v1/dags/" + dag.name());
        });
    }

    private static Dag read(String name, Request request) {
        JsonNode body = Yaml.isOne(request.mediaType()) ? yaml(request) : request.json();
        if (body instanceof ObjectNode object) {
            // As it is got: what is put has a version of its own.
            object.remove("version");
        }
        try {
            return DagJson.read(name, body);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(ProblemKind.INVALID_ARGUMENT, e.getMessage());
        }
    }

    private static JsonNode yaml(Request request) {
        try {
            return Yaml.parse(request.body());
        } catch (IllegalArgumentException e) {
            throw new ProblemException(ProblemKind.INVALID_ARGUMENT, "the body is " + e.getMessage());
        }
    }

    private CompletionStage<Response> delete(Request request) {
        String name = name(request);
        return workers.run(() -> {
            cloudburst.deleteDag(name);
            return Response.nothing();
        });
    }

    private static String name(Request request) {
        return Names.check("DAG", request.path().get("name"));
    }

    private static ObjectNode describe(RegisteredDag registered) {
        return DagJson.of(registered.dag()).put("version", registered.version());
    }

    /** How it would be run if it were put and called now. */
    private ObjectNode explain(Dag dag) {
        Registry registry = cloudburst.registry();
        Explanation explanation = new Explanation(
                dag, inner -> registry.dag(inner).map(RegisteredDag::dag), function -> target(registry, function));
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.set("dag", DagJson.of(dag));
        ArrayNode stages = node.putObject("plan").putArray("stages");
        explanation.stages().forEach(stage -> stages.add(describe(stage)));
        node.put("text", explanation.text());
        node.putObject("drawing").put("mermaid", explanation.mermaid()).put("dot", explanation.dot());
        return node;
    }

    private static Explanation.Target target(Registry registry, String function) {
        return registry.function(function)
                .map(code -> new Explanation.Target(code.parameterTypes().size(), code.options()))
                .orElseThrow(() -> new ProblemException(
                        ProblemKind.DAG_INVALID, "function '%s' is not registered".formatted(function)));
    }

    private static ObjectNode describe(Explanation.Stage stage) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("index", stage.index());
        ArrayNode nodes = node.putArray("nodes");
        stage.nodes().forEach(nodes::add);
        ArrayNode upstreams = node.putArray("upstreams");
        stage.upstreams().forEach(upstreams::add);
        for (Explanation.Line line : stage.lines()) {
            Optional.ofNullable((ArrayNode) node.get(line.about()))
                    .orElseGet(() -> node.putArray(line.about()))
                    .add(line.words());
        }
        return node;
    }
}
