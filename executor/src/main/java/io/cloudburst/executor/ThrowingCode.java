package io.cloudburst.executor;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** The code of methods that do nothing but throw. */
final class ThrowingCode {
    private ThrowingCode() {}

    /**
     * Writes all of a method's code.
     *
     * @param descriptor of the method
     * @param thrown the internal name of a class with a constructor that takes a message
     */
    static void write(MethodVisitor method, String descriptor, String thrown, String message) {
        method.visitCode();
        method.visitTypeInsn(Opcodes.NEW, thrown);
        method.visitInsn(Opcodes.DUP);
        method.visitLdcInsn(message);
        method.visitMethodInsn(Opcodes.INVOKESPECIAL, thrown, "<init>", "(Ljava/lang/String;)V", false);
        method.visitInsn(Opcodes.ATHROW);
        // The size of the arguments counts a receiver; a static method has one slot too many, which is no harm.
        method.visitMaxs(3, Type.getArgumentsAndReturnSizes(descriptor) >> 2);
        method.visitEnd();
    }
}
