package io.cloudburst.sdk.signing;

import com.google.protobuf.ByteString;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.code.CodeSignature;
import io.cloudburst.sdk.code.FunctionJar;
import io.cloudburst.sdk.code.TypeText;
import io.cloudburst.sdk.registry.RegisteredCode;
import java.io.Serializable;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whose code is run: that which is signed with one of these public Ed25519 keys. With none of them, everybody's. Immutable, safe for
 * use by many threads; travels, serialized, to task managers.
 */
public final class TrustedKeys implements Serializable {
    static final String KIND = "PUBLIC KEY";
    /** Everybody's code is run. */
    public static final TrustedKeys EVERYBODY = new TrustedKeys(List.of());

    private static final long serialVersionUID = 1L;

    private final ArrayList<PublicKey> keys;

    private TrustedKeys(List<PublicKey> keys) {
        this.keys = new ArrayList<>(keys);
    }

    /**
     * Reads keys, as {@code openssl pkey -pubout} writes them: PEM, any number of them one after the other.
     *
     * @throws IllegalArgumentException if there is none, or something else; it names the file
     */
    public static TrustedKeys read(Path file) {
        List<PublicKey> keys = new ArrayList<>();
        for (byte[] encoded : Pem.read(file, KIND)) {
            try {
                keys.add(KeyFactory.getInstance(SigningKey.ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded)));
            } catch (GeneralSecurityException e) {
                throw new IllegalArgumentException(
                        "%s has a key that is not Ed25519: %s".formatted(file, e.getMessage()), e);
            }
        }
        return new TrustedKeys(keys);
    }

    /** Whether there is code that is refused. */
    public boolean areAsked() {
        return !keys.isEmpty();
    }

    /**
     * Before anything of a function's code is read.
     *
     * @throws CloudburstException {@link ErrorCode#UNTRUSTED_CODE} if nobody who is trusted vouches for it
     */
    public void check(RegisteredCode code) {
        if (!areAsked()) {
            return;
        }
        String what = "function '%s' version %d".formatted(code.name(), code.version());
        CodeSignature signature = code.signature().orElseThrow(() -> unsigned(what));
        byte[] text =
                switch (signature.of()) {
                    case JAR -> SignedText.ofJar(code.bundle().sha256());
                    case FUNCTION -> SignedText.ofFunction(code);
                };
        require(signature, text, what);
    }

    /**
     * Before anything of a jar is read: whether its functions would be run.
     *
     * @param sha256 of the jar, in lower-case hex
     * @throws CloudburstException {@link ErrorCode#UNTRUSTED_CODE} if not
     */
    public void checkJar(String sha256, Optional<CodeSignature> signature) {
        if (areAsked()) {
            require(signature.orElseThrow(() -> unsigned("the jar")), SignedText.ofJar(sha256), "the jar");
        }
    }

    private void require(CodeSignature signature, byte[] text, String what) {
        if (keys.stream().noneMatch(key -> isBy(key, signature.bytes(), text))) {
            throw refused(
                    what,
                    "its signature is by none of the %d keys that are trusted here, or of other code"
                            .formatted(keys.size()));
        }
    }

    private static boolean isBy(PublicKey key, ByteString signature, byte[] text) {
        try {
            Signature verifier = Signature.getInstance(SigningKey.ALGORITHM);
            verifier.initVerify(key);
            verifier.update(text);
            return verifier.verify(signature.toByteArray());
        } catch (GeneralSecurityException e) {
            // What is no signature at all is none by this key.
            return false;
        }
    }

    /**
     * A signature of a jar is one of what its annotations say, and so the function must be what they say of it. To be asked after
     * {@link #check(RegisteredCode)}, with the jar's classes.
     *
     * @param loader of the jar
     * @throws CloudburstException {@link ErrorCode#UNTRUSTED_CODE} if the function has been registered as something else
     */
    public void checkDeclared(RegisteredCode code, ClassLoader loader) {
        boolean asIs = code.signature()
                .filter(by -> by.of() == CodeSignature.Of.FUNCTION)
                .isPresent();
        if (!areAsked() || asIs) {
            return;
        }
        boolean declared = code.body().hasClassBody()
                && FunctionJar.declared(code.body().getClassBody().getClassName(), code.name(), loader)
                        .filter(entry -> isSame(entry, code))
                        .isPresent();
        if (!declared) {
            throw refused(
                    "function '%s' version %d".formatted(code.name(), code.version()),
                    "its jar is signed, but declares no such function");
        }
    }

    private static boolean isSame(FunctionJar.Entry entry, RegisteredCode code) {
        return entry.code().body().equals(code.body())
                && entry.options().equals(code.options())
                && entry.code().parameterTypes().stream()
                        .map(TypeText::of)
                        .toList()
                        .equals(code.parameterTypes())
                && TypeText.of(entry.code().resultType()).equals(code.resultType());
    }

    private static CloudburstException unsigned(String what) {
        return refused(what, "its code is not signed");
    }

    private static CloudburstException refused(String what, String why) {
        return new CloudburstException(
                ErrorCode.UNTRUSTED_CODE,
                "%s is not run: %s; deploy it again with --sign-with and a key that is trusted".formatted(what, why));
    }
}
