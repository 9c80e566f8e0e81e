package io.cloudburst.client;

import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.MultiKeyCausal;
import io.cloudburst.lattices.SingleKeyCausal;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import java.util.concurrent.ThreadLocalRandom;

/** Takes away what is seen of a key, in the way of its type. */
public final class Deletion {
    private Deletion() {}

    /** @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} if the key only grows */
    public static void of(String key, Lattice<?> seen, Cloudburst cloudburst) {
        switch (seen.type()) {
            case LAST_WRITER_WINS -> cloudburst.delete(key);
            case OBSERVED_REMOVE_SET -> cloudburst.set(key, Object.class).clear();
            case OBSERVED_REMOVE_MAP -> cloudburst.map(key, Object.class).clear();
            case UP_DOWN_COUNTER -> cloudburst.counter(key).reset();
            case SINGLE_KEY_CAUSAL -> {
                SingleKeyCausal register = (SingleKeyCausal) seen;
                cloudburst.merge(key, SingleKeyCausal.deleted(register.clock().next(newWriter())));
            }
            case MULTI_KEY_CAUSAL -> {
                MultiKeyCausal register = (MultiKeyCausal) seen;
                cloudburst.merge(
                        key, MultiKeyCausal.deleted(register.clock().next(newWriter()), register.dependencies()));
            }
            case GROW_ONLY_SET, ORDERED_SET, MAP, MAX, MIN, BOOLEAN_OR, LOWEST_PRIORITY, GROW_ONLY_COUNTER ->
                throw new CloudburstException(
                        ErrorCode.INVALID_ARGUMENT,
                        "'%s' is of the type %s, which only grows and cannot be deleted; use another key, and next time a type that can: object, counter, set or observed-remove-map"
                                .formatted(key, seen.type()));
        }
    }

    private static long newWriter() {
        return ThreadLocalRandom.current().nextLong();
    }
}
