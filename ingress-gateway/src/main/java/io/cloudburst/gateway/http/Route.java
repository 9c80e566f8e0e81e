package io.cloudburst.gateway.http;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Something that can be asked for.
 *
 * @param operation its name, for metrics and descriptions
 * @param role that whoever asks must have
 * @param query the names of the query parameters that it takes
 * @param bodies the media types of the bodies that it takes; empty: it takes none
 * @param upload present: its bodies may be large, and are kept in a file; empty: in memory
 * @param produces the media type of its answers
 */
public record Route(
        String method,
        PathTemplate path,
        String operation,
        Role role,
        Set<String> query,
        Set<String> bodies,
        Optional<Upload> upload,
        String produces,
        Operation handler) {

    /**
     * How bodies are taken that are kept in a file.
     *
     * @param maxBytes of one
     * @param readTimeout how long one may take to come
     */
    public record Upload(long maxBytes, Duration readTimeout) {}

    /** What is done. Called on the server's threads, so it must not block; what it throws is answered like what its future fails with. */
    @FunctionalInterface
    public interface Operation {
        CompletionStage<Response> handle(Request request);
    }

    public static Route of(String method, String path, String operation, Role role, Operation handler) {
        return new Route(
                method,
                PathTemplate.of(path),
                operation,
                role,
                Set.of(),
                Set.of(),
                Optional.empty(),
                Response.JSON,
                handler);
    }

    public Route withQuery(String... names) {
        return new Route(method, path, operation, role, Set.of(names), bodies, upload, produces, handler);
    }

    public Route withBody(String... mediaTypes) {
        return new Route(method, path, operation, role, query, Set.of(mediaTypes), upload, produces, handler);
    }

    public Route producing(String mediaType) {
        return new Route(method, path, operation, role, query, bodies, upload, mediaType, handler);
    }

    public Route withUpload(String mediaType, Upload file) {
        return new Route(method, path, operation, role, query, Set.of(mediaType), Optional.of(file), produces, handler);
    }
}
