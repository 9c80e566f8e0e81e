package io.cloudburst.apart;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;

/**
 * Unpacks the jar of statefun-sdk-java 3.3.0 into this module's classes, and moves its generated protobuf classes into a package of
 * their own: statefun-flink-core has classes of the same names, made for another protobuf. So both can be in one JVM. Run by the build
 * after compilation.
 *
 * <p>A file whose content is already there is not written again: what depends on this module is then not compiled again.
 */
public final class MoveGeneratedClasses {
    private static final String SDK = "org/apache/flink/statefun/sdk/";
    private static final List<String> MOVED =
            List.of(SDK + "egress/generated/", SDK + "reqreply/generated/", SDK + "types/generated/");
    private static final String NEW_HOME = SDK + "java/generated/";
    private static final String NOTICE = "META-INF/NOTICE";
    /** The licence (Apache 2.0, 4b) asks that changed files say so. */
    private static final String CHANGE_NOTICE = """

            Changed by the Cloudburst project: the generated protobuf classes are in another package.
            Everything else is as published by the Apache Software Foundation.
            """;

    private MoveGeneratedClasses() {}

    private static final class Moves extends Remapper {
        private int moved;

        Moves() {
            super(org.objectweb.asm.Opcodes.ASM9);
        }

        @Override
        public String map(String internalName) {
            for (String from : MOVED) {
                if (internalName.startsWith(from)) {
                    return NEW_HOME + internalName.substring(SDK.length()).replace("/generated/", "/");
                }
            }
            return internalName;
        }

        byte[] move(byte[] original) {
            ClassReader reader = new ClassReader(original);
            if (!map(reader.getClassName()).equals(reader.getClassName())) {
                moved++;
            }
            ClassWriter writer = new ClassWriter(0);
            reader.accept(new ClassRemapper(writer, this), 0);
            return writer.toByteArray();
        }
    }

    /**
     * Unpacks and moves.
     *
     * @param args the original jar, and the directory of classes to write into
     * @throws IllegalStateException when the jar has none of the classes that are to be moved
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            throw new IllegalArgumentException(
                    "usage: MoveGeneratedClasses ORIGINAL_JAR CLASSES_DIRECTORY, got " + Arrays.toString(args));
        }
        unpack(Path.of(args[0]), Path.of(args[1]));
    }

    static void unpack(Path jar, Path classes) throws IOException {
        Moves moves = new Moves();
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : file.stream().toList()) {
                String name = entry.getName();
                // The build writes a manifest and Maven files of its own; the annotation processor of a library is not
                // the SDK's.
                if (entry.isDirectory()
                        || name.equals(JarFile.MANIFEST_NAME)
                        || name.startsWith("META-INF/maven/")
                        || name.startsWith("com/google/auto/")) {
                    continue;
                }
                byte[] content = file.getInputStream(entry).readAllBytes();
                if (name.endsWith(".class") && name.startsWith(SDK)) {
                    String moved = moves.map(name);
                    writeIfDifferent(classes.resolve(moved), moves.move(content));
                } else if (name.equals(NOTICE)) {
                    writeIfDifferent(
                            classes.resolve(name),
                            (new String(content, StandardCharsets.UTF_8) + CHANGE_NOTICE)
                                    .getBytes(StandardCharsets.UTF_8));
                } else {
                    writeIfDifferent(classes.resolve(name), content);
                }
            }
        }
        if (moves.moved == 0) {
            throw new IllegalStateException(jar + " has no classes in " + MOVED + ": it is not statefun-sdk-java");
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
