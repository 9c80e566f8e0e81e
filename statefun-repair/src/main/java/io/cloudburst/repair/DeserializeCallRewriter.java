package io.cloudburst.repair;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Rewrites, in the byte code of one class, the call {@code InstantiationUtil.deserializeObject(byte[], ClassLoader, boolean)},
 * which Flink removed in 1.17, into {@code deserializeObject(byte[], ClassLoader)}. The third argument was whether a class
 * that cannot be found may be made up by a proxy; StateFun passes {@code false}, which is what the remaining call does.
 */
final class DeserializeCallRewriter {

    static final String OWNER = "org/apache/flink/util/InstantiationUtil";
    static final String METHOD = "deserializeObject";
    static final String REMOVED = "([BLjava/lang/ClassLoader;Z)Ljava/lang/Object;";
    static final String REMAINING = "([BLjava/lang/ClassLoader;)Ljava/lang/Object;";

    private DeserializeCallRewriter() {}

    /**
     * The class with its one call rewritten.
     *
     * @param name what the class is called in an error
     * @throws IllegalStateException when the class has not exactly one such call
     */
    static byte[] rewrite(String name, byte[] original) {
        ClassReader reader = new ClassReader(original);
        ClassWriter writer = new ClassWriter(reader, 0);
        CallCounter counter = new CallCounter(writer);
        reader.accept(counter, 0);
        if (counter.calls != 1) {
            throw new IllegalStateException(
                    name + " has " + counter.calls + " calls of " + OWNER + "." + METHOD + REMOVED
                            + " where exactly one was expected: this is not the StateFun that the repair was written for."
                            + " Look at what changed before changing the repair.");
        }
        return writer.toByteArray();
    }

    private static final class CallCounter extends ClassVisitor {
        private int calls;

        private CallCounter(ClassVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
            return new MethodVisitor(Opcodes.ASM9, next) {
                @Override
                public void visitMethodInsn(
                        int opcode, String owner, String method, String descriptor, boolean isInterface) {
                    if (owner.equals(OWNER) && method.equals(METHOD) && descriptor.equals(REMOVED)) {
                        calls++;
                        super.visitInsn(Opcodes.POP); // the boolean lies on top of the stack
                        super.visitMethodInsn(opcode, owner, method, REMAINING, isInterface);
                    } else {
                        super.visitMethodInsn(opcode, owner, method, descriptor, isInterface);
                    }
                }
            };
        }
    }
}
