package io.cloudburst.testkit;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What holds of every Cloudburst, in memory and of real parts. Every test uses names of its own. */
abstract class Contract {
    private final CloudburstExtension extension;

    Contract(CloudburstExtension extension) {
        this.extension = extension;
    }

    final Cloudburst client() {
        return extension.client();
    }

    /** A client of one's own. */
    final Cloudburst connect() {
        return extension.anotherClient();
    }

    static CloudburstException failureOf(ThrowingCallable action, ErrorCode code) {
        CloudburstException failure = Assertions.catchThrowableOfType(CloudburstException.class, action);
        Assertions.assertThat(failure).as("no failure").isNotNull();
        Assertions.assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
        return failure;
    }
}
