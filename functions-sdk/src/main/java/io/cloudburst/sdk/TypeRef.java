package io.cloudburst.sdk;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/**
 * A type with its type arguments, which a class object does not have. Made as an anonymous class:
 *
 * <pre>{@code
 * new TypeRef<List<Order>>() {}
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param <T> the type
 */
public abstract class TypeRef<T> {
    private final Type type;

    /** @throws IllegalArgumentException if the type is not said */
    protected TypeRef() {
        if (!(getClass().getGenericSuperclass() instanceof ParameterizedType named)
                || named.getRawType() != TypeRef.class) {
            throw new IllegalArgumentException("say which type, as in new TypeRef<List<String>>() {}");
        }
        this.type = named.getActualTypeArguments()[0];
    }

    /** What it stands for. */
    public final Type type() {
        return type;
    }

    @Override
    public final String toString() {
        return type.getTypeName();
    }
}
