package io.cloudburst.sdk.code;

import com.google.protobuf.UnsafeByteOperations;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.deadline.Await;
import io.cloudburst.sdk.store.ObjectStore;
import io.cloudburst.sdk.store.StoreVersion;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Bundles in the store: up from where functions are registered, down to where they run. Safe for use by many threads.
 */
public final class BundleStore {
    private static final int CHUNK_BYTES = 512 * 1024;

    private final ObjectStore objects;
    private final Duration timeout;

    /** @param timeout for one bundle, either way */
    public BundleStore(ObjectStore objects, Duration timeout) {
        this.objects = objects;
        this.timeout = timeout;
    }

    /** Uploads the code of {@code home}, unless it is among the {@code known}. */
    public CodeBundle upload(Class<?> home, List<CodeBundle> known) {
        Jar jar = Jar.of(home);
        String sha256 = jar.sha256();
        return known.stream()
                .filter(bundle -> bundle.sha256().equals(sha256))
                .findFirst()
                .orElseGet(() -> upload(jar, sha256));
    }

    private CodeBundle upload(Jar jar, String sha256) {
        int chunks = Math.max(1, (jar.bytes().length + CHUNK_BYTES - 1) / CHUNK_BYTES);
        List<CompletableFuture<StoreVersion>> writes = new ArrayList<>();
        for (int i = 0; i < chunks; i++) {
            int from = i * CHUNK_BYTES;
            int length = Math.min(CHUNK_BYTES, jar.bytes().length - from);
            Value chunk = Value.newBuilder()
                    .setBytes(UnsafeByteOperations.unsafeWrap(jar.bytes(), from, length))
                    .build();
            writes.add(objects.put(CodeBundle.chunkKey(sha256, i), chunk));
        }
        Map<Integer, StoreVersion> newest = new LinkedHashMap<>();
        for (CompletableFuture<StoreVersion> write : writes) {
            StoreVersion version = Await.result(write, timeout, "the upload of bundle " + sha256);
            newest.merge(version.partition(), version, (a, b) -> a.offset() > b.offset() ? a : b);
        }
        return new CodeBundle(sha256, jar.bytes().length, chunks, List.copyOf(newest.values()));
    }

    /**
     * The jar's bytes, checked against its name.
     *
     * @throws CloudburstException {@link ErrorCode#UNAVAILABLE} if they are not all there or are others
     */
    public byte[] download(CodeBundle bundle) {
        List<CompletableFuture<Optional<Value>>> reads = new ArrayList<>();
        for (int i = 0; i < bundle.chunks(); i++) {
            reads.add(objects.get(bundle.chunkKey(i), bundle.versions(), timeout));
        }
        ByteArrayOutputStream jar = new ByteArrayOutputStream((int) Math.min(bundle.size(), Jar.MAX_BYTES));
        for (CompletableFuture<Optional<Value>> read : reads) {
            Value chunk = Await.result(read, timeout, "the download of bundle " + bundle.sha256())
                    .orElseThrow(() -> broken(bundle, "a part of it is missing"));
            jar.writeBytes(chunk.getBytes().toByteArray());
        }
        byte[] bytes = jar.toByteArray();
        if (!Jar.sha256(bytes).equals(bundle.sha256())) {
            throw broken(bundle, "its content has another hash");
        }
        return bytes;
    }

    private static CloudburstException broken(CodeBundle bundle, String why) {
        return new CloudburstException(
                ErrorCode.UNAVAILABLE,
                "the code bundle %s cannot be used: %s; register the function again".formatted(bundle.sha256(), why));
    }
}
