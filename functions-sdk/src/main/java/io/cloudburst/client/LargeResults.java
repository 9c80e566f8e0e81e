package io.cloudburst.client;

import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.store.LargeValues;
import io.cloudburst.sdk.value.Large;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Fetches results that no record holds.
 *
 * @param removed whether nobody else is to have them: they are removed once they are here
 */
record LargeResults(LargeValues values, boolean removed) {
    CompletableFuture<Value> fetch(Value result, Duration timeout) {
        return values.read(result, timeout).thenApply(whole -> {
            if (removed) {
                values.remove(Large.in(result));
            }
            return whole;
        });
    }
}
