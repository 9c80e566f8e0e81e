package io.cloudburst.engine;

import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;

/**
 * How a run ends when it does not end with a result.
 *
 * @param stackTrace of what the user's function threw; empty for everything else
 */
public record Failure(ErrorCode code, String message, String stackTrace) {
    public static Failure of(ErrorCode code, String message) {
        return new Failure(code, message, "");
    }

    public static Failure of(CloudburstException e) {
        return new Failure(e.code(), e.getMessage(), e.remoteStackTrace());
    }
}
