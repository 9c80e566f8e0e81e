package io.cloudburst.stack;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.ConnectionSettings;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.Assertions;

/** One stack for all tests of this JVM, started at the first use; every test uses names of its own. */
final class SharedStack {
    private static Path directory;
    private static LocalStack stack;
    private static Cloudburst client;

    private SharedStack() {}

    static synchronized String bootstrapServers() {
        if (stack == null) {
            try {
                directory = Files.createTempDirectory("cloudburst-it-");
                stack = LocalStack.start(StackSettings.in(directory, 0));
                Runtime.getRuntime().addShutdownHook(new Thread(SharedStack::stop));
                client = connect();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return stack.bootstrapServers();
    }

    private static void stop() {
        try {
            client.close();
            stack.close();
            Directories.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the job keeps the code that is in use. */
    static Path bundles() {
        return directory.resolve("job").resolve("work").resolve("bundles");
    }

    /** Where the job keeps its state. */
    static Path checkpoints() {
        bootstrapServers();
        return directory.resolve("job").resolve("checkpoints");
    }

    static Cloudburst client() {
        bootstrapServers();
        return client;
    }

    /** A client of one's own. */
    static Cloudburst connect() {
        return Cloudburst.connect(
                ConnectionSettings.of(stack.bootstrapServers()).withCallTimeout(Duration.ofSeconds(20)));
    }

    static CloudburstException failureOf(org.assertj.core.api.ThrowableAssert.ThrowingCallable action, ErrorCode code) {
        CloudburstException failure = Assertions.catchThrowableOfType(CloudburstException.class, action);
        Assertions.assertThat(failure).as("no failure").isNotNull();
        Assertions.assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
        return failure;
    }
}
