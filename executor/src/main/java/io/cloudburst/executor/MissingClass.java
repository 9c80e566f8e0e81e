package io.cloudburst.executor;

import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import java.util.Optional;

/** A class that a bundle lacks, found in what its absence made the JVM throw. */
record MissingClass(String className) {
    private static final int DEEPEST = 100;

    static Optional<MissingClass> in(Throwable thrown) {
        // Causes may go in circles.
        int depth = 0;
        for (Throwable t = thrown; t != null && depth < DEEPEST; t = t.getCause(), depth++) {
            if (t instanceof TypeNotPresentException e) {
                return Optional.of(new MissingClass(e.typeName()));
            }
            if ((t instanceof ClassNotFoundException || t instanceof NoClassDefFoundError)
                    && t.getMessage() != null
                    && !t.getMessage().contains(" ")) {
                return Optional.of(new MissingClass(t.getMessage().replace('/', '.')));
            }
        }
        return Optional.empty();
    }

    CloudburstException failure(String function) {
        return new CloudburstException(
                ErrorCode.EXECUTION_ERROR,
                ("function '%s' needs class %s, which is neither in the jar or class directory that it was registered from"
                                + " nor in the JDK; put it into the same jar and register again")
                        .formatted(function, className));
    }
}
