package io.cloudburst.sdk.code;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.LRUMap;
import com.fasterxml.jackson.databind.util.LookupCache;
import com.fasterxml.jackson.datatype.jdk8.Jdk8TypeModifier;
import java.lang.constant.ClassDesc;
import java.lang.reflect.Type;

/**
 * Types as text: a class is its binary name, and a type with arguments is such as
 * {@code java.util.Map<java.lang.String,a.b.Outer$Inner>}.
 */
public final class TypeText {
    /** Knows that an {@code Optional} refers to something, as the codecs do. */
    static final TypeFactory TYPES = TypeFactory.defaultInstance().withModifier(new Jdk8TypeModifier());

    private TypeText() {}

    public static String of(Type type) {
        return type instanceof Class<?> c ? c.getName() : javaType(type).toCanonical();
    }

    /** The class that is left of a type without its arguments. */
    public static Class<?> erased(Type type) {
        return type instanceof Class<?> c ? c : javaType(type).getRawClass();
    }

    /** What the elements of an array type are. */
    static Type componentOf(Type array) {
        return array instanceof Class<?> c
                ? c.getComponentType()
                : javaType(array).getContentType();
    }

    /** Type variables become what they are bounded by. */
    static JavaType javaType(Type type) {
        return TYPES.constructType(type);
    }

    /** The binary name of its class. */
    public static String erased(String text) {
        int arguments = text.indexOf('<');
        return arguments < 0 ? text : text.substring(0, arguments);
    }

    /**
     * The type that a text says.
     *
     * @throws TypeNotPresentException if {@code loader} lacks a class of it
     */
    public static Type parse(String text, ClassLoader loader) {
        try {
            if (text.indexOf('<') >= 0) {
                return types(loader).constructFromCanonical(text);
            }
            return switch (text) {
                case "boolean" -> boolean.class;
                case "byte" -> byte.class;
                case "char" -> char.class;
                case "short" -> short.class;
                case "int" -> int.class;
                case "long" -> long.class;
                case "float" -> float.class;
                case "double" -> double.class;
                case "void" -> void.class;
                default -> Class.forName(text, false, loader);
            };
        } catch (ClassNotFoundException | IllegalArgumentException e) {
            throw new TypeNotPresentException(text, e);
        }
    }

    /** With a cache of its own: the common one would keep the classes of loaders that are closed. */
    private static TypeFactory types(ClassLoader loader) {
        LookupCache<Object, JavaType> cache = new LRUMap<>(16, 64);
        return TYPES.withCache(cache).withClassLoader(loader);
    }

    /** For people: without packages. */
    public static String display(String text) {
        if (text.startsWith("[")) {
            return ClassDesc.ofDescriptor(text.replace('.', '/')).displayName();
        }
        return text.replaceAll("(?:\\w+\\.)+", "").replace(",", ", ");
    }
}
