package io.cloudburst.testkit;

import io.cloudburst.stack.Directories;
import io.cloudburst.stack.LocalStack;
import io.cloudburst.stack.StackSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The stack of this JVM: started at the first use on a directory of its own, stopped and deleted at the end of the JVM. */
final class SharedStack {
    private static Path directory;
    private static LocalStack stack;

    private SharedStack() {}

    static synchronized String bootstrapServers() {
        if (stack == null) {
            directory = newDirectory();
            try {
                stack = LocalStack.start(StackSettings.in(directory, 0));
            } catch (RuntimeException | Error e) {
                delete(directory);
                throw e;
            }
            Runtime.getRuntime().addShutdownHook(new Thread(SharedStack::stop, "cloudburst-test-stack-stop"));
        }
        return stack.bootstrapServers();
    }

    private static Path newDirectory() {
        try {
            return Files.createTempDirectory("cloudburst-test-stack-");
        } catch (IOException e) {
            throw new UncheckedIOException("there is no room for a stack", e);
        }
    }

    private static void stop() {
        stack.close();
        delete(directory);
    }

    private static void delete(Path directory) {
        try {
            Directories.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("the stack's directory is left: " + directory, e);
        }
    }
}
