package io.cloudburst.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What users have on their class path who do not ask for a stack. */
class LightClassPathTest {
    /** What {@code local-stack} brings. */
    private static final List<String> OF_THE_STACK = List.of(
            "/local-stack/",
            "/kvs-rocks/",
            "/rocksdbjni",
            "/statefun-repair/",
            "/statefun-flink",
            "/flink-",
            "/kafka_2");

    @Test
    void memoryNeedsNoFlinkAndAStackSaysWhatItNeeds() throws Exception {
        URL[] light = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> OF_THE_STACK.stream().noneMatch(entry::contains))
                .map(LightClassPathTest::url)
                .toArray(URL[]::new);
        try (URLClassLoader loader = new URLClassLoader(light, ClassLoader.getPlatformClassLoader())) {
            assertThat(isThere(loader, "org.apache.flink.streaming.api.environment.StreamExecutionEnvironment"))
                    .isFalse();
            @SuppressWarnings("unchecked")
            Callable<String> use = (Callable<String>)
                    loader.loadClass(LightUse.class.getName()).getConstructor().newInstance();

            assertThat(use.call()).startsWith("9, but ").contains("io.cloudburst:local-stack", "scope test");
        }
    }

    private static boolean isThere(ClassLoader loader, String name) {
        return loader.getResource(name.replace('.', '/') + ".class") != null;
    }

    private static URL url(String entry) {
        try {
            return new File(entry).toURI().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(entry, e);
        }
    }
}
