package io.cloudburst.executor;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Replaces the methods of a class whose code mentions a class that is missing. Nearly all classes pass as they are. */
final class MissingClassStubs {
    private static final int API = Opcodes.ASM9;

    private MissingClassStubs() {}

    /** @param has whether there is a class of an internal name */
    static byte[] in(byte[] code, Predicate<String> has) {
        ClassReader reader = new ClassReader(code);
        Map<String, String> missing = missingByMethod(reader, has);
        if (missing.isEmpty()) {
            return code;
        }
        ClassWriter writer = new ClassWriter(reader, 0);
        reader.accept(
                new ClassVisitor(API, writer) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String descriptor, String signature, String[] exceptions) {
                        MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
                        String className = missing.get(name + descriptor);
                        if (className == null) {
                            return method;
                        }
                        ThrowingCode.write(method, descriptor, "java/lang/NoClassDefFoundError", className);
                        return null;
                    }
                },
                0);
        return writer.toByteArray();
    }

    /** Name and descriptor of a method to the first missing class that its code mentions. */
    private static Map<String, String> missingByMethod(ClassReader reader, Predicate<String> has) {
        Map<String, String> missing = new HashMap<>();
        reader.accept(
                new ClassVisitor(API) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String descriptor, String signature, String[] exceptions) {
                        return new Mentions(type -> {
                            if (!has.test(type)) {
                                missing.putIfAbsent(name + descriptor, type);
                            }
                        });
                    }
                },
                ClassReader.SKIP_DEBUG);
        return missing;
    }

    /** Sees every class that a method's code mentions. */
    private static final class Mentions extends MethodVisitor {
        private final Consumer<String> mentioned;

        Mentions(Consumer<String> mentioned) {
            super(API);
            this.mentioned = mentioned;
        }

        private void type(Type type) {
            switch (type.getSort()) {
                case Type.ARRAY -> type(type.getElementType());
                case Type.OBJECT -> mentioned.accept(type.getInternalName());
                case Type.METHOD -> {
                    type(type.getReturnType());
                    for (Type argument : type.getArgumentTypes()) {
                        type(argument);
                    }
                }
                default -> {}
            }
        }

        private void constant(Object constant) {
            if (constant instanceof Type type) {
                type(type);
            } else if (constant instanceof Handle handle) {
                type(Type.getObjectType(handle.getOwner()));
                type(Type.getType(handle.getDesc()));
            } else if (constant instanceof ConstantDynamic dynamic) {
                type(Type.getType(dynamic.getDescriptor()));
            }
        }

        @Override
        public void visitTypeInsn(int opcode, String type) {
            type(Type.getObjectType(type));
        }

        @Override
        public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
            type(Type.getObjectType(owner));
            type(Type.getType(descriptor));
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            type(Type.getObjectType(owner));
            type(Type.getMethodType(descriptor));
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            type(Type.getMethodType(descriptor));
            for (Object argument : arguments) {
                constant(argument);
            }
        }

        @Override
        public void visitLdcInsn(Object value) {
            constant(value);
        }

        @Override
        public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
            type(Type.getType(descriptor));
        }

        @Override
        public void visitTryCatchBlock(Label start, Label end, Label handler, String type) {
            if (type != null) {
                type(Type.getObjectType(type));
            }
        }
    }
}
