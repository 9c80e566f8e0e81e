package io.cloudburst.executor;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Has what a class calls that would end the process, or change it for all functions in it, throw {@link UnsupportedOperationException}
 * instead: each such call, and each handle on such a method, becomes one of a method that is added to the class. Calls by reflection
 * are not seen. Nearly all classes pass as they are.
 */
final class ForbiddenCalls {
    private static final int API = Opcodes.ASM9;
    private static final int METHOD_REFERENCE = 10;
    private static final String SYSTEM = "java/lang/System";
    private static final String RUNTIME = "java/lang/Runtime";

    private static final String ENDS =
            "would end the process that other functions run in too; return, or throw, instead";
    private static final String CHANGES =
            "would change the process for all functions that run in it; pass what is to be used to where it is used";

    /** Class and name of methods that return nothing, whatever they take, to what is wrong with them. */
    private static final Map<String, String> FORBIDDEN = Map.ofEntries(
            Map.entry(SYSTEM + ".exit", ENDS),
            Map.entry(RUNTIME + ".exit", ENDS),
            Map.entry(RUNTIME + ".halt", ENDS),
            Map.entry(SYSTEM + ".setSecurityManager", CHANGES),
            Map.entry(SYSTEM + ".setProperties", CHANGES),
            Map.entry(SYSTEM + ".setIn", CHANGES),
            Map.entry(SYSTEM + ".setOut", CHANGES),
            Map.entry(SYSTEM + ".setErr", CHANGES),
            Map.entry("java/util/Locale.setDefault", CHANGES),
            Map.entry("java/util/TimeZone.setDefault", CHANGES),
            Map.entry("java/lang/Thread.setDefaultUncaughtExceptionHandler", CHANGES));

    private ForbiddenCalls() {}

    static byte[] in(byte[] code) {
        ClassReader reader = new ClassReader(code);
        if (!mentions(reader)) {
            return code;
        }
        ClassWriter writer = new ClassWriter(reader, 0);
        reader.accept(new Refusing(writer), 0);
        return writer.toByteArray();
    }

    /** Handles refer to methods by the same entries of the pool as calls do. */
    private static boolean mentions(ClassReader reader) {
        char[] buffer = new char[reader.getMaxStringLength()];
        for (int i = 1; i < reader.getItemCount(); i++) {
            int at = reader.getItem(i);
            if (at != 0 && reader.readByte(at - 1) == METHOD_REFERENCE) {
                String owner = reader.readClass(at, buffer);
                int nameAndType = reader.getItem(reader.readUnsignedShort(at + 2));
                if (FORBIDDEN.containsKey(owner + "." + reader.readUTF8(nameAndType, buffer))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static final class Refusing extends ClassVisitor {
        /** Name and descriptor of an added method to what it says. */
        private final Map<String, String> added = new TreeMap<>();

        private String type;
        private boolean isInterface;

        Refusing(ClassVisitor next) {
            super(API, next);
        }

        @Override
        public void visit(
                int version, int access, String name, String signature, String superName, String[] interfaces) {
            type = name;
            isInterface = (access & Opcodes.ACC_INTERFACE) != 0;
            super.visit(version, access, name, signature, superName, interfaces);
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            return new MethodVisitor(API, super.visitMethod(access, name, descriptor, signature, exceptions)) {
                @Override
                public void visitMethodInsn(int opcode, String owner, String called, String of, boolean ofInterface) {
                    Optional<Handle> refusal = refusal(owner, called, of, opcode == Opcodes.INVOKESTATIC);
                    if (refusal.isPresent()) {
                        super.visitMethodInsn(
                                Opcodes.INVOKESTATIC,
                                type,
                                refusal.get().getName(),
                                refusal.get().getDesc(),
                                isInterface);
                    } else {
                        super.visitMethodInsn(opcode, owner, called, of, ofInterface);
                    }
                }

                @Override
                public void visitInvokeDynamicInsn(String called, String of, Handle bootstrap, Object... arguments) {
                    super.visitInvokeDynamicInsn(
                            called,
                            of,
                            bootstrap,
                            List.of(arguments).stream()
                                    .map(Refusing.this::refusing)
                                    .toArray());
                }

                @Override
                public void visitLdcInsn(Object value) {
                    super.visitLdcInsn(refusing(value));
                }
            };
        }

        private Object refusing(Object constant) {
            return constant instanceof Handle handle
                    ? refusal(
                                    handle.getOwner(),
                                    handle.getName(),
                                    handle.getDesc(),
                                    handle.getTag() == Opcodes.H_INVOKESTATIC)
                            .orElse(handle)
                    : constant;
        }

        /** Takes what the method takes, the object that it would be called on first. */
        private Optional<Handle> refusal(String owner, String name, String descriptor, boolean isStatic) {
            String why = FORBIDDEN.get(owner + "." + name);
            if (why == null) {
                return Optional.empty();
            }
            String simpleName = owner.substring(owner.lastIndexOf('/') + 1);
            String refusing = "cloudburst$refuses$" + simpleName + "$" + name;
            String takes = isStatic ? descriptor : "(L" + owner + ";" + descriptor.substring(1);
            added.put(refusing + takes, simpleName + "." + name + " " + why);
            return Optional.of(new Handle(Opcodes.H_INVOKESTATIC, type, refusing, takes, isInterface));
        }

        @Override
        public void visitEnd() {
            added.forEach((nameAndDescriptor, says) -> {
                int split = nameAndDescriptor.indexOf('(');
                String descriptor = nameAndDescriptor.substring(split);
                MethodVisitor method = super.visitMethod(
                        Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC,
                        nameAndDescriptor.substring(0, split),
                        descriptor,
                        null,
                        null);
                ThrowingCode.write(method, descriptor, "java/lang/UnsupportedOperationException", says);
            });
            super.visitEnd();
        }
    }
}
