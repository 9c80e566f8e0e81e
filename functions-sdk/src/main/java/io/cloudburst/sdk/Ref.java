package io.cloudburst.sdk;

import java.util.Objects;

/**
 * An argument that stands for the object under a key of the store: the function gets the object. The caller's own writes
 * before the call are seen. A key that does not exist fails the call with {@link ErrorCode#INVALID_ARGUMENT}.
 */
public record Ref(String key) {
    public Ref {
        Objects.requireNonNull(key, "key");
    }

    public static Ref to(String key) {
        return new Ref(key);
    }
}
