package io.cloudburst.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.statefun.flink.core.StatefulFunctionsConfig;
import org.apache.flink.statefun.flink.core.StatefulFunctionsUniverse;
import org.apache.flink.statefun.flink.core.StatefulFunctionsUniverseProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

class RepairedStateFunTest {

    private static final String CONFIG_CLASS = "org/apache/flink/statefun/flink/core/StatefulFunctionsConfig.class";

    @Test
    void theRepairedClassCallsTheMethodThatFlinkStillHas() throws IOException {
        assertThat(deserializeCallsOf(bytesOf(CONFIG_CLASS))).containsExactly(DeserializeCallRewriter.REMAINING);
    }

    @Test
    void theRepairedClassGivesBackItsProvider() {
        StatefulFunctionsConfig config = StatefulFunctionsConfig.fromFlinkConfiguration(new Configuration());
        config.setProvider(new NamedProvider("as it went in"));

        assertThat(config.getProvider(getClass().getClassLoader())).isEqualTo(new NamedProvider("as it went in"));
    }

    @Test
    void theOriginalIsNotOnTheClassPath() throws IOException {
        assertThat(Collections.list(getClass().getClassLoader().getResources(CONFIG_CLASS)))
                .hasSize(1);
    }

    @Test
    void aSecondRepairIsRefusedBecauseTheCallIsGone() throws IOException {
        byte[] repaired = bytesOf(CONFIG_CLASS);

        assertThatThrownBy(() -> DeserializeCallRewriter.rewrite(CONFIG_CLASS, repaired))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(CONFIG_CLASS)
                .hasMessageContaining("0 calls");
    }

    @Test
    void aJarWithoutTheClassIsRefused(@TempDir Path directory) throws IOException {
        Path jar = jarOf(directory, "some/Other.class", new byte[] {1});

        assertThatThrownBy(() -> RepairStateFun.unpackRepaired(jar, directory.resolve("classes")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not statefun-flink-core");
    }

    @Test
    void repairingTwiceLeavesTheFilesUntouched(@TempDir Path directory) throws IOException {
        Path jar = jarOf(directory, CONFIG_CLASS, classThatCallsTheRemovedMethod());
        Path classes = directory.resolve("classes");
        RepairStateFun.unpackRepaired(jar, classes);
        Path repaired = classes.resolve(CONFIG_CLASS);
        FileTime longAgo = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(repaired, longAgo);

        RepairStateFun.unpackRepaired(jar, classes);

        assertThat(Files.getLastModifiedTime(repaired)).isEqualTo(longAgo);
        assertThat(deserializeCallsOf(Files.readAllBytes(repaired))).containsExactly(DeserializeCallRewriter.REMAINING);
    }

    private static byte[] classThatCallsTheRemovedMethod() {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(Opcodes.V1_8, Opcodes.ACC_PUBLIC, "Caller", null, "java/lang/Object", null);
        MethodVisitor method = writer.visitMethod(
                Opcodes.ACC_STATIC, "call", "([BLjava/lang/ClassLoader;)Ljava/lang/Object;", null, null);
        method.visitCode();
        method.visitVarInsn(Opcodes.ALOAD, 0);
        method.visitVarInsn(Opcodes.ALOAD, 1);
        method.visitInsn(Opcodes.ICONST_0);
        method.visitMethodInsn(
                Opcodes.INVOKESTATIC,
                DeserializeCallRewriter.OWNER,
                DeserializeCallRewriter.METHOD,
                DeserializeCallRewriter.REMOVED,
                false);
        method.visitInsn(Opcodes.ARETURN);
        method.visitMaxs(0, 0);
        method.visitEnd();
        writer.visitEnd();
        return writer.toByteArray();
    }

    private static Path jarOf(Path directory, String name, byte[] content) throws IOException {
        Path jar = directory.resolve("some.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry(name));
            out.write(content);
            out.closeEntry();
        }
        return jar;
    }

    private static byte[] bytesOf(String resource) throws IOException {
        try (InputStream in = RepairedStateFunTest.class.getClassLoader().getResourceAsStream(resource)) {
            return in.readAllBytes();
        }
    }

    /** The descriptors of the deserializeObject that a class calls. */
    private static List<String> deserializeCallsOf(byte[] classFile) {
        List<String> descriptors = new ArrayList<>();
        new ClassReader(classFile)
                .accept(
                        new ClassVisitor(Opcodes.ASM9) {
                            @Override
                            public MethodVisitor visitMethod(
                                    int access, String name, String descriptor, String signature, String[] exceptions) {
                                return new MethodVisitor(Opcodes.ASM9) {
                                    @Override
                                    public void visitMethodInsn(
                                            int opcode,
                                            String owner,
                                            String method,
                                            String called,
                                            boolean isInterface) {
                                        if (owner.equals(DeserializeCallRewriter.OWNER)
                                                && method.equals(DeserializeCallRewriter.METHOD)) {
                                            descriptors.add(called);
                                        }
                                    }
                                };
                            }
                        },
                        0);
        return descriptors;
    }

    private record NamedProvider(String name) implements StatefulFunctionsUniverseProvider {
        @Override
        public StatefulFunctionsUniverse get(ClassLoader loader, StatefulFunctionsConfig config) {
            throw new UnsupportedOperationException("only its name is looked at");
        }
    }
}
