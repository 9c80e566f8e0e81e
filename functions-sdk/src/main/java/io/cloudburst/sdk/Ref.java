package io.cloudburst.sdk;

import java.util.Objects;

/**
 * An argument that stands for the object under a key of the store: the function gets the object. The caller's own writes
 * before the call are seen.
 *
 * @param waits whether the function waits until the key exists, which keeps no thread, at most as long as the call may take; otherwise
 *     a key that does not exist fails the call with {@link ErrorCode#INVALID_ARGUMENT}
 */
public record Ref(String key, boolean waits) {
    public Ref {
        Objects.requireNonNull(key, "key");
    }

    /** To what exists. */
    public static Ref to(String key) {
        return new Ref(key, false);
    }

    /** To what may only come to exist. */
    public Ref waiting() {
        return new Ref(key, true);
    }
}
