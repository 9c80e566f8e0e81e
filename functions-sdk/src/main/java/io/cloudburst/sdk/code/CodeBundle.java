package io.cloudburst.sdk.code;

import io.cloudburst.sdk.store.StoreVersion;
import java.util.List;

/**
 * A jar in the store, in chunks, under keys that name it by its content and its upload.
 *
 * @param sha256 of the jar's bytes, in lower-case hex
 * @param size of the jar in bytes
 * @param chunks how many keys it is spread over
 * @param versions what a reader of the chunks must demand
 * @param upload of no other: the same jar, uploaded once more, is not met by the removal of an earlier one
 */
public record CodeBundle(String sha256, long size, int chunks, List<StoreVersion> versions, String upload) {
    /** That of functions which have no code here. */
    public static final CodeBundle NONE = new CodeBundle("", 0, 0, List.of(), "");

    public CodeBundle {
        versions = List.copyOf(versions);
    }
}
