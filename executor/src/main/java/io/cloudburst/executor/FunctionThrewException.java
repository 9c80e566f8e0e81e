package io.cloudburst.executor;

import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.registry.RegisteredCode;

/** A user's function threw: which, what its caller is told, and what it was. */
final class FunctionThrewException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String function;
    private final transient CloudburstException failure;

    FunctionThrewException(String function, CloudburstException failure, Throwable thrown) {
        super(failure.getMessage(), thrown);
        this.function = function;
        this.failure = failure;
    }

    CloudburstException failure() {
        return failure;
    }

    /** Whether it is of this function, and its retry policy asks for another attempt. */
    boolean isRetryable(RegisteredCode code) {
        return function.equals(code.name())
                && code.options()
                        .retry()
                        .filter(policy -> policy.covers(getCause()))
                        .isPresent();
    }
}
