package io.cloudburst.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.gateway.http.ProblemException;
import io.cloudburst.gateway.http.ProblemKind;
import io.cloudburst.gateway.http.Request;
import io.cloudburst.gateway.http.Response;
import io.cloudburst.gateway.http.Role;
import io.cloudburst.gateway.http.Route;
import io.cloudburst.sdk.Names;
import io.cloudburst.sdk.RetryPolicy;
import io.cloudburst.sdk.registry.RegisteredCode;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** {@code /v1/functions}. */
final class FunctionRoutes {
    private final Cloudburst cloudburst;
    private final NewestRegistry newest;
    private final Workers workers;

    FunctionRoutes(Cloudburst cloudburst, NewestRegistry newest, Workers workers) {
        this.cloudburst = cloudburst;
        this.newest = newest;
        this.workers = workers;
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET", "/v1/functions", "listFunctions", Role.CALLER, this::list)
                        .withQuery(Page.PARAMETERS),
                Route.of("GET", "/v1/functions/{name}", "getFunction", Role.CALLER, this::get),
                Route.of("DELETE", "/v1/functions/{name}", "deleteFunction", Role.DEPLOYER, this::delete));
    }

    private CompletionStage<Response> list(Request request) {
        Page page = Page.of(request);
        return newest.get()
                .thenApply(registry ->
                        page.of("functions", registry.functions(), RegisteredCode::name, FunctionRoutes::describe));
    }

    private CompletionStage<Response> get(Request request) {
        String name = name(request);
        return newest.find(registry -> registry.function(name)).thenApply(found -> found.map(
                        code -> Response.json(200, describe(code)))
                .orElseThrow(() -> new ProblemException(
                        ProblemKind.FUNCTION_NOT_FOUND,
                        "no function is registered as '%s'; GET /v1/functions lists those that are".formatted(name))));
    }

    private CompletionStage<Response> delete(Request request) {
        String name = name(request);
        return workers.run(() -> {
            cloudburst.deleteFunction(name);
            return Response.nothing();
        });
    }

    private static String name(Request request) {
        return Names.check("function", request.path().get("name"));
    }

    private static ObjectNode describe(RegisteredCode code) {
        ObjectNode node =
                JsonNodeFactory.instance.objectNode().put("name", code.name()).put("version", code.version());
        ArrayNode parameters = node.putArray("parameterTypes");
        code.parameterTypes().forEach(parameters::add);
        node.put("resultType", code.resultType());
        ObjectNode options =
                node.putObject("options").put("maxConcurrent", code.options().maxConcurrent());
        code.options().retry().ifPresent(retry -> options.set("retry", describe(retry)));
        code.options().remotely().ifPresent(remote -> {
            options.put("pool", remote.pool());
            remote.stateFunType().ifPresent(type -> options.put("stateFunType", type));
        });
        node.putObject("bundle")
                .put("sha256", code.bundle().sha256())
                .put("bytes", code.bundle().size());
        return node;
    }

    private static ObjectNode describe(RetryPolicy retry) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("attempts", retry.attempts())
                .put("firstBackoffMs", retry.firstBackoff().toMillis())
                .put("multiplier", retry.multiplier())
                .put("longestBackoffMs", retry.longestBackoff().toMillis());
        ArrayNode exceptions = node.putArray("exceptions");
        retry.exceptions().forEach(exceptions::add);
        return node;
    }
}
