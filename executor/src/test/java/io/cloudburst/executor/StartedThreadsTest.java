package io.cloudburst.executor;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.Function0;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.code.CodeBundle;
import io.cloudburst.sdk.code.FunctionCode;
import io.cloudburst.sdk.registry.RegisteredCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.jar.JarOutputStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartedThreadsTest {
    private static final int LIMIT = 10;

    @TempDir
    private Path directory;

    private final CountDownLatch end = new CountDownLatch(1);
    private final StartedThreads started = new StartedThreads(LIMIT);

    private static RegisteredCode code(String name) {
        FunctionCode code = FunctionCode.of((Function0<String>) StartedThreadsTest::function);
        return new RegisteredCode(
                name, 1, CodeBundle.NONE, code.body(), List.of(), "java.lang.String", FunctionOptions.NONE);
    }

    private static String function(FunctionContext context) {
        return "";
    }

    private Thread begin(ClassLoader loader) {
        Thread thread = new Thread(() -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread.setContextClassLoader(loader);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Test
    void codeWithTooManyThreadsIsRefusedUntilTheyEnd() throws IOException, InterruptedException {
        Path jar = directory.resolve("empty.jar");
        try (OutputStream out = Files.newOutputStream(jar)) {
            new JarOutputStream(out).close();
        }
        try (BundleClassLoader bad =
                        new BundleClassLoader("bad", jar, getClass().getClassLoader());
                BundleClassLoader good =
                        new BundleClassLoader("good", jar, getClass().getClassLoader())) {
            Map<ClassLoader, Set<String>> functions = Map.of(bad, Set.of("leaks", "neighbour"), good, Set.of("good"));
            begin(good);
            List<Thread> leaked =
                    IntStream.range(0, LIMIT).mapToObj(i -> begin(bad)).toList();

            started.look(functions);

            assertThat(started.count()).isEqualTo(LIMIT + 1);
            assertThat(started.refusal(List.of(code("good")))).isEmpty();
            assertThat(started.refusal(List.of(code("good"), code("leaks")))).hasValueSatisfying(refused -> {
                assertThat(refused.code()).isEqualTo(ErrorCode.OVERLOADED);
                assertThat(refused.message()).contains("'leaks'", "begun 10 threads", "may have 10");
            });

            end.countDown();
            for (Thread thread : leaked) {
                thread.join();
            }
            started.look(functions);
            assertThat(started.refusal(List.of(code("leaks")))).isEmpty();
        }
    }
}
