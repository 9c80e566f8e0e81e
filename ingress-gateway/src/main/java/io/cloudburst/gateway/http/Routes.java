package io.cloudburst.gateway.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Finds the route of a request. */
final class Routes {
    private final List<Route> routes;

    Routes(List<Route> routes) {
        this.routes = List.copyOf(routes);
    }

    record Match(Route route, Map<String, String> parameters) {}

    /** @throws ProblemException if there is none, which says whether there is one for another method */
    Match find(String method, String rawPath) {
        SortedSet<String> allowed = new TreeSet<>();
        List<String> parts = PathTemplate.split(rawPath);
        for (Route route : routes) {
            Optional<Map<String, String>> parameters = route.path().match(parts);
            if (parameters.isPresent()) {
                if (route.method().equals(method)
                        || (method.equals("HEAD") && route.method().equals("GET"))) {
                    return new Match(route, parameters.get());
                }
                allowed.add(route.method());
                if (route.method().equals("GET")) {
                    allowed.add("HEAD");
                }
            }
        }
        if (allowed.isEmpty()) {
            throw new ProblemException(
                    ProblemKind.NOT_FOUND,
                    "there is nothing at '%s'; /openapi.json lists what there is"
                            .formatted(Request.shortened(rawPath)));
        }
        String methods = String.join(", ", allowed);
        throw new ProblemException(Problem.of(
                        ProblemKind.METHOD_NOT_ALLOWED,
                        "'%s' takes %s, not %s"
                                .formatted(Request.shortened(rawPath), methods, Request.shortened(method)))
                .withHeader("Allow", methods));
    }
}
