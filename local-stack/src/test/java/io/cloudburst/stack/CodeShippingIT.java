package io.cloudburst.stack;

import static io.cloudburst.stack.SharedStack.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.Function1;
import io.cloudburst.sdk.FunctionContext;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions of classes that the job has never had. */
class CodeShippingIT {
    private final Cloudburst cloudburst = SharedStack.client();

    @TempDir
    private Path directory;

    @Test
    void aFunctionRunsInALoaderOfItsOwn() {
        var loader = cloudburst.register("ship_loader", (FunctionContext context) -> CodeShippingIT.class
                .getClassLoader()
                .getName());

        assertThat(loader.call().get()).startsWith("bundle-");
    }

    @Test
    void whatIsCapturedComesAlong() {
        String captured = "captured";
        List<Integer> numbers = List.of(1, 2);
        var f = cloudburst.register("ship_captured", (FunctionContext context, Integer x) -> captured + numbers + x);

        assertThat(f.call(3).get()).isEqualTo("captured[1, 2]3");
    }

    @Test
    void theJobsOwnClassesAreHidden() {
        var hidden = cloudburst.register("ship_hidden", (FunctionContext context, String name) -> {
            try {
                return Class.forName(name).getName();
            } catch (ClassNotFoundException e) {
                return "hidden";
            }
        });

        assertThat(hidden.call("org.apache.flink.api.common.JobID").get()).isEqualTo("hidden");
        assertThat(hidden.call("org.apache.kafka.clients.producer.Producer").get())
                .isEqualTo("hidden");
        assertThat(hidden.call("io.cloudburst.sdk.Dag").get()).isEqualTo("io.cloudburst.sdk.Dag");
    }

    @Test
    void classesThatTheTestItselfDoesNotHave() throws Exception {
        compile("Helper", "public class Helper { static int twice(int x) { return 2 * x; } }");
        compile("Foreign", """
                import io.cloudburst.sdk.*;
                public class Foreign {
                  public static Function1<Integer, Integer> function() {
                    return (FunctionContext context, Integer x) -> Helper.twice(x);
                  }
                }
                """);
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {directory.toUri().toURL()})) {
            assertThat(cloudburst
                            .register("ship_foreign", foreign(loader))
                            .call(21)
                            .get())
                    .isEqualTo(42);
        }

        Files.delete(directory.resolve("Helper.class"));
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {directory.toUri().toURL()})) {
            var broken = cloudburst.register("ship_broken", foreign(loader));
            assertThat(failureOf(() -> broken.call(21).get(), ErrorCode.EXECUTION_ERROR))
                    .hasMessageContaining("'ship_broken' needs class Helper");
        }
        assertThat(cloudburst.function("ship_foreign").call(21).get()).isEqualTo(42);
    }

    @Test
    void codeThatNobodyNeedsAnyMoreIsGone() throws Exception {
        compile("Foreign", """
                import io.cloudburst.sdk.*;
                public class Foreign {
                  public static Function1<Integer, Integer> function() {
                    return (FunctionContext context, Integer x) -> x + 1;
                  }
                }
                """);
        List<Path> before = jars();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {directory.toUri().toURL()})) {
            assertThat(cloudburst
                            .register("ship_passing", foreign(loader))
                            .call(1)
                            .get())
                    .isEqualTo(2);
        }
        List<Path> own = new ArrayList<>(jars());
        own.removeAll(before);
        assertThat(own).hasSize(1);

        cloudburst.deleteFunction("ship_passing");

        await().until(() -> !Files.exists(own.get(0)));
    }

    private static List<Path> jars() throws IOException {
        try (Stream<Path> files = Files.list(SharedStack.bundles())) {
            return files.toList();
        }
    }

    @SuppressWarnings("unchecked")
    private static Function1<Integer, Integer> foreign(ClassLoader loader) throws ReflectiveOperationException {
        return (Function1<Integer, Integer>)
                loader.loadClass("Foreign").getMethod("function").invoke(null);
    }

    private void compile(String name, String source) throws IOException {
        Path file = Files.writeString(directory.resolve(name + ".java"), source);
        int result = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-cp",
                        directory + System.getProperty("path.separator") + System.getProperty("java.class.path"),
                        file.toString());
        assertThat(result).isZero();
    }
}
