package io.cloudburst.chaos.history;

import java.util.List;

/**
 * What an operation writes. Operations with the same token are one as far as writes go, such as a call and its repetition with the
 * same idempotency key: their changes must be there once if one of them is acknowledged, and at most once otherwise.
 */
public record Effect(String token, List<Change> changes) {
    public Effect {
        changes = List.copyOf(changes);
    }
}
