package io.cloudburst.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.lattices.Lattice;
import io.cloudburst.sdk.FunctionContext;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Jars of sources, compiled against the SDK and nothing else. */
final class CompiledJar {
    private CompiledJar() {}

    /**
     * @param directory where the jar is made
     * @param sources by file name
     */
    static Path of(Path directory, String name, Map<String, String> sources) throws IOException {
        Path root = Files.createTempDirectory(directory, "sources");
        Path classes = Files.createDirectory(root.resolve("classes"));
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = root.resolve(source.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, source.getValue());
        }
        // Some use what no function will have.
        String path = sources.values().stream().anyMatch(source -> source.contains("org.apache"))
                ? System.getProperty("java.class.path")
                : home(FunctionContext.class) + File.pathSeparator + home(Lattice.class);
        Stream<String> files =
                sources.keySet().stream().map(file -> root.resolve(file).toString());
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                Stream.concat(Stream.of("-cp", path, "-d", classes.toString()), files)
                                        .toArray(String[]::new)))
                .isZero();
        Path jar = directory.resolve(name);
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> compiled = Files.walk(classes)) {
            for (Path one : compiled.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(one).toString().replace('\\', '/')));
                Files.copy(one, out);
                out.closeEntry();
            }
        }
        return jar;
    }

    private static String home(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
