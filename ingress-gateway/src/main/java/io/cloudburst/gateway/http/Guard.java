package io.cloudburst.gateway.http;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Says who asks. Called on the server's threads, so it must not block. */
@FunctionalInterface
public interface Guard {
    /**
     * @param authorization the header of that name
     * @param apiKey the header {@code X-API-Key}
     * @param address of the other end of the connection
     * @return completes with who it is; fails with a {@link ProblemException} if that is not shown
     */
    CompletionStage<Principal> identify(Optional<String> authorization, Optional<String> apiKey, String address);
}
