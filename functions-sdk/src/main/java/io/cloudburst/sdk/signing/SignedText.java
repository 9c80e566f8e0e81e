package io.cloudburst.sdk.signing;

import com.google.protobuf.ByteString;
import io.cloudburst.protocol.FunctionEntry;
import io.cloudburst.sdk.code.FunctionJar;
import io.cloudburst.sdk.registry.RegisteredCode;
import io.cloudburst.sdk.registry.RegistryCodec;
import java.nio.charset.StandardCharsets;

/** The texts that are signed. Each begins with what it is of, so that no signature can be taken for one of something else. */
final class SignedText {
    private SignedText() {}

    /** @param sha256 of the jar, in lower-case hex */
    static byte[] ofJar(String sha256) {
        return bytes("cloudburst jar sha256:" + sha256);
    }

    /**
     * Of a function as it is registered: all of it but its version and where in the store its bundle is, which are not known before
     * it is there, and change nothing of what it is.
     */
    static byte[] ofFunction(RegisteredCode code) {
        FunctionEntry.Builder entry = RegistryCodec.encode(code).toBuilder().clearSignature();
        entry.getBundleBuilder().clearVersions().clearUpload();
        ByteString identity = entry.build().toByteString();
        return bytes("cloudburst function sha256:" + FunctionJar.sha256(identity.toByteArray()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
