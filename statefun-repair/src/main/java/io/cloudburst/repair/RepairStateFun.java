package io.cloudburst.repair;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Unpacks the jar of statefun-flink-core 3.3.0 into this module's classes, with the one call rewritten that Flink 1.20 no
 * longer has, so that this module's artifact stands in for the original. Run by the build after compilation.
 *
 * <p>A file whose content is already there is not written again: what depends on this module is then not compiled again.
 */
public final class RepairStateFun {

    private static final String BROKEN_CLASS = "org/apache/flink/statefun/flink/core/StatefulFunctionsConfig.class";
    private static final String NOTICE = "META-INF/NOTICE";
    /** The licence (Apache 2.0, 4b) asks that changed files say so. */
    private static final String CHANGE_NOTICE = """

            Changed by the Cloudburst project: in StatefulFunctionsConfig.class one method call was rewritten
            for Flink 1.20. Everything else is as published by the Apache Software Foundation.
            """;

    private RepairStateFun() {}

    /**
     * Unpacks and repairs.
     *
     * @param args the original jar, and the directory of classes to write into
     * @throws IllegalStateException when the jar has not the class or the class not the call that is to be repaired
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            throw new IllegalArgumentException(
                    "usage: RepairStateFun ORIGINAL_JAR CLASSES_DIRECTORY, got " + Arrays.toString(args));
        }
        unpackRepaired(Path.of(args[0]), Path.of(args[1]));
    }

    static void unpackRepaired(Path jar, Path classes) throws IOException {
        boolean repaired = false;
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : file.stream().toList()) {
                String name = entry.getName();
                // The build writes a manifest and Maven files of its own.
                if (entry.isDirectory() || name.equals(JarFile.MANIFEST_NAME) || name.startsWith("META-INF/maven/")) {
                    continue;
                }
                byte[] content = file.getInputStream(entry).readAllBytes();
                if (name.equals(BROKEN_CLASS)) {
                    content = DeserializeCallRewriter.rewrite(name, content);
                    repaired = true;
                } else if (name.equals(NOTICE)) {
                    content = (new String(content, StandardCharsets.UTF_8) + CHANGE_NOTICE)
                            .getBytes(StandardCharsets.UTF_8);
                }
                writeIfDifferent(classes.resolve(name), content);
            }
        }
        if (!repaired) {
            throw new IllegalStateException(jar + " has no " + BROKEN_CLASS + ": it is not statefun-flink-core");
        }
    }

    private static void writeIfDifferent(Path file, byte[] content) throws IOException {
        if (Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), content)) {
            return;
        }
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }
}
