package io.cloudburst.sdk.value;

import com.google.protobuf.UnsafeByteOperations;
import io.cloudburst.protocol.PrimitiveArray;
import io.cloudburst.protocol.PrimitiveArray.Type;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Primitive arrays in bulk: little-endian on the wire, never an element at a time. */
final class PrimitiveArrays {
    private PrimitiveArrays() {}

    /** Whether it is an array of a primitive type other than {@code byte}, which is plain bytes. */
    static boolean isOne(Object object) {
        Class<?> element = object.getClass().getComponentType();
        return element != null && element.isPrimitive() && element != byte.class;
    }

    static PrimitiveArray encode(Object array) {
        if (array instanceof int[] a) {
            ByteBuffer bytes = allocate(a.length, Integer.BYTES);
            bytes.asIntBuffer().put(a);
            return of(Type.INT32, bytes);
        } else if (array instanceof long[] a) {
            ByteBuffer bytes = allocate(a.length, Long.BYTES);
            bytes.asLongBuffer().put(a);
            return of(Type.INT64, bytes);
        } else if (array instanceof double[] a) {
            ByteBuffer bytes = allocate(a.length, Double.BYTES);
            bytes.asDoubleBuffer().put(a);
            return of(Type.FLOAT64, bytes);
        } else if (array instanceof float[] a) {
            ByteBuffer bytes = allocate(a.length, Float.BYTES);
            bytes.asFloatBuffer().put(a);
            return of(Type.FLOAT32, bytes);
        } else if (array instanceof short[] a) {
            ByteBuffer bytes = allocate(a.length, Short.BYTES);
            bytes.asShortBuffer().put(a);
            return of(Type.INT16, bytes);
        } else if (array instanceof char[] a) {
            ByteBuffer bytes = allocate(a.length, Character.BYTES);
            bytes.asCharBuffer().put(a);
            return of(Type.CHAR, bytes);
        } else if (array instanceof boolean[] a) {
            ByteBuffer bytes = allocate(a.length, 1);
            for (int i = 0; i < a.length; i++) {
                bytes.put(i, a[i] ? (byte) 1 : 0);
            }
            return of(Type.BOOLEAN, bytes);
        }
        throw new IllegalArgumentException(array.getClass() + " is not a primitive array");
    }

    static Object decode(PrimitiveArray array) {
        ByteBuffer bytes = array.getElements().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        switch (array.getType()) {
            case INT32 -> {
                int[] a = new int[length(bytes, Integer.BYTES)];
                bytes.asIntBuffer().get(a);
                return a;
            }
            case INT64 -> {
                long[] a = new long[length(bytes, Long.BYTES)];
                bytes.asLongBuffer().get(a);
                return a;
            }
            case FLOAT64 -> {
                double[] a = new double[length(bytes, Double.BYTES)];
                bytes.asDoubleBuffer().get(a);
                return a;
            }
            case FLOAT32 -> {
                float[] a = new float[length(bytes, Float.BYTES)];
                bytes.asFloatBuffer().get(a);
                return a;
            }
            case INT16 -> {
                short[] a = new short[length(bytes, Short.BYTES)];
                bytes.asShortBuffer().get(a);
                return a;
            }
            case CHAR -> {
                char[] a = new char[length(bytes, Character.BYTES)];
                bytes.asCharBuffer().get(a);
                return a;
            }
            case BOOLEAN -> {
                boolean[] a = new boolean[bytes.remaining()];
                for (int i = 0; i < a.length; i++) {
                    a[i] = bytes.get(i) != 0;
                }
                return a;
            }
            default -> throw malformed("of unknown type " + array.getTypeValue());
        }
    }

    /** How many elements it has. */
    static int length(PrimitiveArray array) {
        return array.getElements().size() / width(array);
    }

    /** The elements from {@code from} to before {@code to}, not copied. */
    static PrimitiveArray slice(PrimitiveArray array, int from, int to) {
        int width = width(array);
        return array.toBuilder()
                .setElements(array.getElements().substring(from * width, to * width))
                .build();
    }

    private static int width(PrimitiveArray array) {
        return switch (array.getType()) {
            case BOOLEAN -> 1;
            case INT16 -> Short.BYTES;
            case CHAR -> Character.BYTES;
            case INT32 -> Integer.BYTES;
            case FLOAT32 -> Float.BYTES;
            case INT64 -> Long.BYTES;
            case FLOAT64 -> Double.BYTES;
            case TYPE_UNSPECIFIED, UNRECOGNIZED -> throw malformed("of unknown type " + array.getTypeValue());
        };
    }

    private static int length(ByteBuffer bytes, int width) {
        if (bytes.remaining() % width != 0) {
            throw malformed("of %d bytes, not a multiple of %d".formatted(bytes.remaining(), width));
        }
        return bytes.remaining() / width;
    }

    private static CloudburstException malformed(String what) {
        return new CloudburstException(ErrorCode.INVALID_ARGUMENT, "malformed value: a primitive array " + what);
    }

    private static ByteBuffer allocate(int length, int width) {
        return ByteBuffer.allocate(Math.multiplyExact(length, width)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static PrimitiveArray of(Type type, ByteBuffer bytes) {
        return PrimitiveArray.newBuilder()
                .setType(type)
                .setElements(UnsafeByteOperations.unsafeWrap(bytes.array()))
                .build();
    }
}
