package io.cloudburst.sdk.value;

import java.math.BigDecimal;
import java.math.BigInteger;

/** A scalar as the type that a parameter asks for. Whole numbers stay exact or are refused; floating point ones are rounded. */
final class Coercion {
    private Coercion() {}

    static Object to(Class<?> type, Object scalar, ValueCodec codec) {
        if (type.isInstance(scalar)) {
            return scalar;
        }
        if (scalar == null) {
            if (type.isPrimitive() && type != void.class) {
                throw ValueCodec.mismatch(type, "null", "", null);
            }
            return null;
        }
        if (scalar instanceof Number number) {
            Object converted = number(type, number);
            if (converted != null) {
                return converted;
            }
            if (type == String.class || type == boolean.class || type == Boolean.class || isNumeric(type)) {
                throw ValueCodec.mismatch(type, describe(scalar), "", null);
            }
        }
        if (scalar instanceof Boolean && type == boolean.class) {
            return scalar;
        }
        if (scalar instanceof String text && (type == char.class || type == Character.class) && text.length() == 1) {
            return text.charAt(0);
        }
        return codec.convertScalar(scalar, type);
    }

    static String describe(Object scalar) {
        if (scalar == null) {
            return "null";
        }
        String text = scalar.getClass().isArray() ? "" : " " + scalar;
        return scalar.getClass().getSimpleName() + (text.length() > 60 ? text.substring(0, 60) + "…" : text);
    }

    private static boolean isNumeric(Class<?> type) {
        return Number.class.isAssignableFrom(type) || (type.isPrimitive() && type != char.class);
    }

    /** Null if the number has no exact form of that type, or the type is not a number's. */
    private static Object number(Class<?> type, Number number) {
        if (type == double.class || type == Double.class) {
            return number.doubleValue();
        }
        if (type == float.class || type == Float.class) {
            float narrowed = number.floatValue();
            return Float.isInfinite(narrowed) && !Double.isInfinite(number.doubleValue()) ? null : (Object) narrowed;
        }
        if (type == BigDecimal.class) {
            return Double.isFinite(number.doubleValue()) ? new BigDecimal(number.toString()) : null;
        }
        boolean integral = number instanceof Integer || number instanceof Long;
        double asDouble = number.doubleValue();
        if (!integral && (asDouble != Math.rint(asDouble) || Math.abs(asDouble) > 1L << 53)) {
            return null;
        }
        long whole = number.longValue();
        if (type == int.class || type == Integer.class) {
            return whole == (int) whole ? (Object) (int) whole : null;
        }
        if (type == long.class || type == Long.class) {
            return whole;
        }
        if (type == short.class || type == Short.class) {
            return whole == (short) whole ? (Object) (short) whole : null;
        }
        if (type == byte.class || type == Byte.class) {
            return whole == (byte) whole ? (Object) (byte) whole : null;
        }
        return type == BigInteger.class ? BigInteger.valueOf(whole) : null;
    }
}
