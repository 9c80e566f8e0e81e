package io.cloudburst.sdk.code;

import com.google.protobuf.ByteString;
import java.util.Objects;

/**
 * What somebody vouches for with an Ed25519 key.
 *
 * @param of what is signed
 * @param bytes of the signature, {@value #BYTES}
 */
public record CodeSignature(Of of, ByteString bytes) {
    /** As many as every Ed25519 signature has. */
    public static final int BYTES = 64;

    /** What there is to sign. */
    public enum Of {
        /** A jar: every function of it, as its annotations declare it. */
        JAR,
        /** One function, as it is registered, with all that it captures. */
        FUNCTION
    }

    public CodeSignature {
        Objects.requireNonNull(of, "of");
        if (bytes.size() != BYTES) {
            throw new IllegalArgumentException("a signature has %d bytes, not %d".formatted(BYTES, bytes.size()));
        }
    }
}
