package io.cloudburst.stack;

import static io.cloudburst.stack.SharedStack.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.RegisteredFunction;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.code.FunctionJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jars with functions, compiled against the SDK and nothing else. */
class DeployIT {
    private final Cloudburst cloudburst = SharedStack.client();

    @TempDir
    private Path directory;

    private static final String SHOP = """
            package shop;
            import io.cloudburst.sdk.*;
            import java.math.BigDecimal;
            import java.util.*;
            public class Shop {
              public record Item(String name, BigDecimal price) {}
              static { System.setProperty("deploy.initialised", "yes"); }

              @CloudFunction("deploy_total")
              static BigDecimal total(List<Item> items) {
                return items.stream().map(Item::price).reduce(BigDecimal.ZERO, BigDecimal::add);
              }

              private static final java.util.concurrent.atomic.AtomicLong ATTEMPTS = new java.util.concurrent.atomic.AtomicLong();

              @CloudFunction(value = "deploy_visits", attempts = 3, firstBackoffMillis = 1, retryOn = IllegalStateException.class)
              public static long visits(FunctionContext context, String page) {
                context.counter(page).add(1);
                long attempt = ATTEMPTS.incrementAndGet();
                if (attempt < 3) { throw new IllegalStateException("not yet"); }
                return attempt;
              }

              @CloudFunction(value = "deploy_greet", maxConcurrent = 2)
              public String greet(String name) { return Words.HELLO + name; }
            }
            """;

    private static final String WORDS = """
            package shop;
            import io.cloudburst.sdk.*;
            @CloudFunction("deploy_words")
            public class Words implements AutoCloseable {
              static final String HELLO = new String("Hello ");
              private final String name;
              public Words(InitContext context) { name = context.functionName(); }
              public int call(String text) { return text.split(" ").length; }
              @Override public void close() {}
            }
            """;

    @Test
    void allFunctionsOfAJarAreRegisteredAndRun() throws Exception {
        System.clearProperty("deploy.initialised");
        Path jar = jar("shop.jar", Map.of("shop/Shop.java", SHOP, "shop/Words.java", WORDS));

        List<RegisteredFunction<Object>> deployed = cloudburst.deploy(jar);

        assertThat(System.getProperty("deploy.initialised")).isNull();
        assertThat(deployed)
                .extracting(RegisteredFunction::name)
                .containsExactly("deploy_greet", "deploy_total", "deploy_visits", "deploy_words");
        assertThat(deployed.get(1)).asString().startsWith("deploy_total(List<Shop$Item>) version ");
        assertThat(deployed.get(1)
                        .call(List.of(Map.of("name", "a", "price", 1.5), Map.of("name", "b", "price", 2)))
                        .get())
                .hasToString("3.5");
        assertThat(deployed.get(2).call("deploy page").get()).isEqualTo(3L);
        assertThat(deployed.get(0).call("Ada").get()).isEqualTo("Hello Ada");
        assertThat(deployed.get(3).call("a b c").get()).isEqualTo(3);

        assertThat(cloudburst.deploy(jar).get(0).version())
                .isGreaterThan(deployed.get(0).version());
    }

    @Test
    void lookingAtAJarRegistersNothing() throws Exception {
        Path jar = jar("look.jar", Map.of("shop/Words.java", WORDS.replace("deploy_words", "deploy_look")));

        assertThat(FunctionJar.read(jar).functions())
                .extracting(Object::toString)
                .containsExactly("deploy_look(String)");

        failureOf(() -> cloudburst.function("deploy_look"), ErrorCode.FUNCTION_NOT_FOUND);
    }

    @Test
    void ifOneCannotBeRegisteredNoneIs() throws Exception {
        String good =
                "public class Good { @io.cloudburst.sdk.CloudFunction(\"deploy_good\") static int one() { return 1; } }";
        refused(
                good,
                "Bad { @io.cloudburst.sdk.CloudFunction(\"not a name\") static int f() { return 1; } }",
                "Bad.f",
                "'not a name'");
        refused(
                good,
                "Bad { @io.cloudburst.sdk.CloudFunction(\"deploy_good\") static int f() { return 1; } }",
                "Bad.f",
                "Good.one",
                "the same name 'deploy_good'");
        refused(
                good,
                "Bad { @io.cloudburst.sdk.CloudFunction(\"deploy_bad\") private static int f() { return 1; } }",
                "Bad.f",
                "'f' is private");
        refused(
                good,
                "Bad { Bad(int x) {} @io.cloudburst.sdk.CloudFunction(\"deploy_bad\") int f() { return 1; } }",
                "Bad.f",
                "none of its constructors takes []");
        refused(
                good,
                "Bad { @io.cloudburst.sdk.CloudFunction(value = \"deploy_bad\", attempts = 0) static int f() { return 1; } }",
                "Bad.f",
                "attempts must be from 1");
        refused(
                good,
                "Bad { @io.cloudburst.sdk.CloudFunction(\"deploy_bad\") static int f(org.apache.kafka.common.Uuid x) { return 1; } }",
                "Bad.f",
                "org/apache/kafka/common/Uuid",
                "put it into the jar");
    }

    private void refused(String good, String bad, String... words) throws Exception {
        Path jar = jar("bad.jar", Map.of("Good.java", good, "Bad.java", "public class " + bad));

        assertThat(failureOf(() -> cloudburst.deploy(jar), ErrorCode.INVALID_ARGUMENT))
                .hasMessageContaining("bad.jar cannot be deployed")
                .hasMessageContainingAll(words);
        failureOf(() -> cloudburst.function("deploy_good"), ErrorCode.FUNCTION_NOT_FOUND);
    }

    @Test
    void whatIsNoJarOfFunctionsIsRefused() throws Exception {
        Path garbage = Files.writeString(directory.resolve("garbage.jar"), "no jar");
        Path without = jar("without.jar", Map.of("Plain.java", "class Plain {}"));

        assertThat(failureOf(() -> cloudburst.deploy(garbage), ErrorCode.INVALID_ARGUMENT))
                .hasMessageContaining("no jar that can be read");
        assertThat(failureOf(() -> cloudburst.deploy(without), ErrorCode.INVALID_ARGUMENT))
                .hasMessageContaining("@CloudFunction");
        failureOf(() -> cloudburst.deploy(directory.resolve("missing.jar")), ErrorCode.INVALID_ARGUMENT);
    }

    private Path jar(String name, Map<String, String> sources) throws IOException {
        return CompiledJar.of(directory, name, sources);
    }
}
