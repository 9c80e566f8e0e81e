package io.cloudburst.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.gateway.http.ProblemException;
import io.cloudburst.gateway.http.ProblemKind;
import io.cloudburst.gateway.http.Request;
import io.cloudburst.gateway.http.Response;
import io.cloudburst.gateway.http.Role;
import io.cloudburst.gateway.http.Route;
import io.cloudburst.gateway.runs.EventStreams;
import io.cloudburst.gateway.runs.JobFigures;
import io.cloudburst.gateway.runs.RunHistory;
import io.cloudburst.protocol.RunRecord;
import io.cloudburst.sdk.json.RunJson;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** {@code /v1/runs}, {@code /v1/stats} and the stream of {@code /v1/events}. */
final class RunRoutes {
    private static final int USUAL = 100;
    private static final int MOST = 1_000;
    private static final Set<String> KINDS = Set.of("function", "dag");

    private final RunHistory history;
    private final JobFigures figures;
    private final EventStreams streams;

    RunRoutes(RunHistory history, JobFigures figures, EventStreams streams) {
        this.history = history;
        this.figures = figures;
        this.streams = streams;
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET", "/v1/runs", "listRuns", Role.CALLER, request -> done(list(request)))
                        .withQuery("target", "kind", "outcome", "limit", "after"),
                Route.of("GET", "/v1/runs/{id}", "getRun", Role.CALLER, request -> done(get(request))),
                Route.of("GET", "/v1/stats", "getStats", Role.CALLER, request -> done(stats())),
                Route.of("GET", "/v1/events", "followEvents", Role.CALLER, request -> done(events(request)))
                        .withQuery("types")
                        .producing("text/event-stream"));
    }

    private static CompletionStage<Response> done(Response response) {
        return CompletableFuture.completedFuture(response);
    }

    private Response list(Request request) {
        request.parameter("kind").filter(kind -> !KINDS.contains(kind)).ifPresent(kind -> {
            throw Request.wrongParameter("kind", kind, "function or dag");
        });
        request.parameter("outcome")
                .filter(outcome -> !RunJson.OUTCOMES.contains(outcome))
                .ifPresent(outcome -> {
                    throw Request.wrongParameter("outcome", outcome, "one of " + String.join(", ", RunJson.OUTCOMES));
                });
        int limit = (int) request.integer("limit", 1, MOST, USUAL);
        List<RunRecord> found = history.newest(
                RunHistory.matching(
                        request.parameter("target"), request.parameter("kind"), request.parameter("outcome")),
                request.parameter("after"),
                limit + 1);
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        ArrayNode runs = page.putArray("runs");
        found.stream().limit(limit).forEach(run -> runs.add(RunJson.summary(run)));
        if (found.size() > limit) {
            page.put("next", found.get(limit - 1).getId());
        }
        return Response.json(200, page);
    }

    private Response get(Request request) {
        String id = request.path().get("id");
        return history.find(id)
                .map(run -> Response.json(200, RunJson.details(run)))
                .orElseThrow(() -> new ProblemException(
                        ProblemKind.NOT_FOUND,
                        "nothing is known of a run '%s': it may be too long ago, or left out because there were too many; GET /v1/calls/ID has the answer of a call"
                                .formatted(id)));
    }

    private Response stats() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putArray("seconds").addAll(figures.seconds());
        return Response.json(200, body);
    }

    private Response events(Request request) {
        Set<String> types = request.parameter("types")
                .map(given -> Arrays.stream(given.split(",")).collect(Collectors.toSet()))
                .orElse(EventStreams.TYPES);
        if (!EventStreams.TYPES.containsAll(types)) {
            throw Request.wrongParameter("types", String.join(",", types), "some of run, stats, status, with commas");
        }
        return Response.stream("text/event-stream", streams.stream(types));
    }
}
