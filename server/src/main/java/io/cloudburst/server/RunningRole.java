package io.cloudburst.server;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A role that has started in this process. */
interface RunningRole {
    /** What others may want to know of it, such as where it listens. */
    String place();

    /** Completes when it has ended without being closed: exceptionally, unless its work was done. */
    CompletionStage<?> ended();

    /** Why it is not well; empty: it is. Asked each few seconds, must not wait longer. */
    default Optional<String> ailment() {
        return Optional.empty();
    }

    /** Ends it in good order, within some seconds. */
    void close() throws Exception;
}
