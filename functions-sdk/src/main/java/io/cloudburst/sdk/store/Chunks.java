package io.cloudburst.sdk.store;

import com.google.protobuf.ByteString;
import io.cloudburst.protocol.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

/**
 * Bytes that are too many for a record, as objects of the store: {@code PREFIX/0}, {@code PREFIX/1} and so on. Nothing here waits,
 * and no more than {@value #WINDOW} chunks of the same bytes are under way at once. Safe for use by many threads.
 */
public final class Chunks {
    /** Of a chunk. */
    public static final int BYTES = 512 * 1024;

    /** So that what is large does not take all of the producer's buffer, or all that a node sends at once. */
    private static final int WINDOW = 8;

    private final ObjectStore objects;

    public Chunks(ObjectStore objects) {
        this.objects = objects;
    }

    /** Into how many they are cut; one at least. */
    public static int count(long bytes) {
        return Math.toIntExact(Math.max(1, (bytes + BYTES - 1) / BYTES));
    }

    /**
     * @param bytes must not be changed later
     * @param expiresAtMillis since the epoch; empty: never
     * @return completes with what a reader must demand
     */
    public CompletableFuture<List<StoreVersion>> write(String prefix, ByteString bytes, OptionalLong expiresAtMillis) {
        return each(count(bytes.size()), i -> {
                    int from = i * BYTES;
                    Value chunk = Value.newBuilder()
                            .setBytes(bytes.substring(from, Math.min(from + BYTES, bytes.size())))
                            .build();
                    return expiresAtMillis.isPresent()
                            ? objects.put(key(prefix, i), chunk, expiresAtMillis.getAsLong())
                            : objects.put(key(prefix, i), chunk);
                })
                .thenApply(versions -> Frontier.of(versions).versions());
    }

    /** @return completes with the bytes; empty if a chunk is not there (any more) */
    public CompletableFuture<Optional<ByteString>> read(
            String prefix, int count, List<StoreVersion> versions, Duration timeout) {
        return each(count, i -> objects.get(key(prefix, i), versions, timeout)).thenApply(chunks -> {
            if (!chunks.stream().allMatch(Optional::isPresent)) {
                return Optional.empty();
            }
            return Optional.of(ByteString.copyFrom(
                    chunks.stream().map(chunk -> chunk.get().getBytes()).toList()));
        });
    }

    public CompletableFuture<List<StoreVersion>> remove(String prefix, int count) {
        return each(count, i -> objects.delete(key(prefix, i)));
    }

    private static String key(String prefix, int index) {
        return prefix + "/" + index;
    }

    /**
     * Does something for each index, in rows beside each other.
     *
     * @return completes with the outcomes by index
     */
    private static <T> CompletableFuture<List<T>> each(int count, IntFunction<CompletableFuture<T>> action) {
        List<CompletableFuture<T>> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int index = i;
            // Not on the thread that completes the one before: a send may wait for what only that thread can bring.
            all.add(i < WINDOW ? action.apply(i) : all.get(i - WINDOW).thenComposeAsync(done -> action.apply(index)));
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                .thenApply(done -> all.stream().map(CompletableFuture::join).toList());
    }
}
