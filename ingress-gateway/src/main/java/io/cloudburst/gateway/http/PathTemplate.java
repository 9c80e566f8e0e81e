package io.cloudburst.gateway.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A path with parameters: {@code {name}} is one segment of it, {@code {name*}} all the rest, slashes included. */
public final class PathTemplate {
    private final List<String> segments;

    private PathTemplate(List<String> segments) {
        this.segments = segments;
    }

    public static PathTemplate of(String template) {
        return new PathTemplate(List.of(template.substring(1).split("/", -1)));
    }

    /**
     * The parameters of a path that this is the form of, decoded.
     *
     * @param rawPath as it came, from its first slash
     * @throws ProblemException if something in it is not encoded as it must be
     */
    Optional<Map<String, String>> match(String rawPath) {
        return match(split(rawPath));
    }

    /** As {@link #match(String)}, of a path that is {@link #split} already. */
    Optional<Map<String, String>> match(List<String> parts) {
        Map<String, String> parameters = new HashMap<>();
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            if (i >= parts.size()) {
                return Optional.empty();
            }
            if (segment.endsWith("*}")) {
                parameters.put(
                        segment.substring(1, segment.length() - 2),
                        PercentEncoding.decode(String.join("/", parts.subList(i, parts.size()))));
                return Optional.of(parameters);
            }
            if (segment.startsWith("{")) {
                parameters.put(segment.substring(1, segment.length() - 1), PercentEncoding.decode(parts.get(i)));
            } else if (!segment.equals(parts.get(i))) {
                return Optional.empty();
            }
        }
        return parts.size() == segments.size() ? Optional.of(parameters) : Optional.empty();
    }

    static List<String> split(String path) {
        List<String> parts = new ArrayList<>();
        int from = 1;
        for (int slash = path.indexOf('/', from); slash >= 0; slash = path.indexOf('/', from)) {
            parts.add(path.substring(from, slash));
            from = slash + 1;
        }
        parts.add(path.substring(Math.min(from, path.length())));
        return parts;
    }

    /** As OpenAPI writes it. */
    @Override
    public String toString() {
        return "/" + String.join("/", segments).replace("*}", "}");
    }
}
