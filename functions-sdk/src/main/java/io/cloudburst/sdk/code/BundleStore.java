package io.cloudburst.sdk.code;

import com.google.protobuf.UnsafeByteOperations;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.deadline.Await;
import io.cloudburst.sdk.store.Chunks;
import io.cloudburst.sdk.store.ObjectStore;
import io.cloudburst.sdk.store.StoreVersion;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Bundles in the store: up from where functions are registered, down to where they run. Safe for use by many threads.
 */
public final class BundleStore {
    private final Chunks chunks;
    private final Duration timeout;

    /** @param timeout for one bundle, either way */
    public BundleStore(ObjectStore objects, Duration timeout) {
        this.chunks = new Chunks(objects);
        this.timeout = timeout;
    }

    /** Uploads the code of {@code home}, unless it is among the {@code known}. */
    public CodeBundle upload(Class<?> home, List<CodeBundle> known) {
        return upload(Jar.of(home), known);
    }

    /** Uploads a jar, unless it is among the {@code known}. */
    public CodeBundle upload(FunctionJar jar, List<CodeBundle> known) {
        return upload(jar.jar(), known);
    }

    private CodeBundle upload(Jar jar, List<CodeBundle> known) {
        String sha256 = jar.sha256();
        // By any function that is registered now, so it stays for a day at least: see UnusedBundles.
        return known.stream()
                .filter(bundle -> bundle.sha256().equals(sha256))
                .findFirst()
                .orElseGet(() -> upload(jar, sha256));
    }

    private CodeBundle upload(Jar jar, String sha256) {
        String upload = Long.toHexString(ThreadLocalRandom.current().nextLong());
        List<StoreVersion> versions = Await.result(
                chunks.write(
                        prefix(sha256, upload), UnsafeByteOperations.unsafeWrap(jar.bytes()), OptionalLong.empty()),
                timeout,
                "the upload of bundle " + sha256);
        return new CodeBundle(sha256, jar.bytes().length, Chunks.count(jar.bytes().length), versions, upload);
    }

    private static String prefix(String sha256, String upload) {
        String bundle = "cloudburst/bundle/" + sha256;
        // Those of earlier versions have no upload in their keys.
        return upload.isEmpty() ? bundle : bundle + "/" + upload;
    }

    /** What reads it later fails; see {@code UnusedBundles}. */
    public void remove(CodeBundle bundle) {
        Await.result(
                chunks.remove(prefix(bundle.sha256(), bundle.upload()), bundle.chunks()),
                timeout,
                "the removal of bundle " + bundle.sha256());
    }

    /**
     * The jar's bytes, checked against its name.
     *
     * @throws CloudburstException {@link ErrorCode#UNAVAILABLE} if they are not all there or are others
     */
    public byte[] download(CodeBundle bundle) {
        byte[] bytes = Await.result(
                        chunks.read(
                                prefix(bundle.sha256(), bundle.upload()), bundle.chunks(), bundle.versions(), timeout),
                        timeout,
                        "the download of bundle " + bundle.sha256())
                .orElseThrow(() -> broken(bundle, "a part of it is missing"))
                .toByteArray();
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
