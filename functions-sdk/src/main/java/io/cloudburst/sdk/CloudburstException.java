package io.cloudburst.sdk;

import java.util.Objects;

/** Every failure that a user meets: a known {@link ErrorCode} and a message that says what was wrong and what to do. */
public final class CloudburstException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String remoteStackTrace;

    public CloudburstException(ErrorCode code, String message) {
        this(code, message, "", null);
    }

    public CloudburstException(ErrorCode code, String message, Throwable cause) {
        this(code, message, "", cause);
    }

    public CloudburstException(ErrorCode code, String message, String remoteStackTrace) {
        this(code, message, remoteStackTrace, null);
    }

    private CloudburstException(ErrorCode code, String message, String remoteStackTrace, Throwable cause) {
        super(message, cause);
        this.code = Objects.requireNonNull(code);
        this.remoteStackTrace = Objects.requireNonNull(remoteStackTrace);
    }

    public ErrorCode code() {
        return code;
    }

    /** The stack trace of what the user's function threw where it ran; empty for every other error. */
    public String remoteStackTrace() {
        return remoteStackTrace;
    }

    @Override
    public String toString() {
        return code + ": " + getMessage();
    }
}
