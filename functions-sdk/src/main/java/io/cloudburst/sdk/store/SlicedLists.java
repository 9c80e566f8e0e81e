package io.cloudburst.sdk.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cloudburst.protocol.LargeValue;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.value.Large;
import io.cloudburst.sdk.value.ValueLists;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Large lists that are read slice by slice by many at once: each is fetched and taken apart once, as long as somebody uses it. Safe for
 * use by many threads.
 */
final class SlicedLists {
    /** By the list's id. Nothing is kept that nobody uses. */
    private final Cache<String, CompletableFuture<Value>> lists =
            Caffeine.newBuilder().weakValues().build();

    CompletableFuture<Value> slice(LargeValue large, Supplier<CompletableFuture<Value>> whole) {
        CompletableFuture<Value> list =
                lists.get(large.getId(), id -> whole.get().thenApply(SlicedLists::apart));
        list.whenComplete((done, failure) -> {
            if (failure != null) {
                lists.asMap().remove(large.getId(), list);
            }
        });
        return list.thenApply(elements -> Large.slice(
                elements, large.getSlice().getFrom(), large.getSlice().getTo()));
    }

    /** As what a slice is quick to take of. */
    private static Value apart(Value list) {
        return list.hasArray() || list.hasList() ? list : ValueLists.of(ValueLists.elements(list));
    }
}
