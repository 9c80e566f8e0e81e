package io.cloudburst.sdk.signing;

import com.google.protobuf.ByteString;
import io.cloudburst.sdk.code.CodeSignature;
import io.cloudburst.sdk.code.CodeSignature.Of;
import io.cloudburst.sdk.code.FunctionJar;
import io.cloudburst.sdk.registry.RegisteredCode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

/** A private Ed25519 key, with which a deployer vouches for code. Immutable, safe for use by many threads. */
public final class SigningKey {
    static final String ALGORITHM = "Ed25519";
    private static final String KIND = "PRIVATE KEY";

    private final PrivateKey key;

    private SigningKey(PrivateKey key) {
        this.key = key;
    }

    /**
     * Reads a key, as {@code openssl genpkey -algorithm ed25519} writes it: PKCS #8, as PEM, without a password.
     *
     * @throws IllegalArgumentException if it is none; it names the file
     */
    public static SigningKey read(Path file) {
        List<byte[]> keys = Pem.read(file, KIND);
        if (keys.size() != 1) {
            throw new IllegalArgumentException("%s has %d keys; one is wanted".formatted(file, keys.size()));
        }
        try {
            return new SigningKey(
                    KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(keys.get(0))));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("%s has no Ed25519 key: %s".formatted(file, e.getMessage()), e);
        }
    }

    /**
     * Makes a key, for its owner's eyes only, and beside it the public one, for executors.
     *
     * @throws IllegalArgumentException if one of the files is there already
     */
    public static void create(Path privateFile, Path publicFile) throws IOException {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
            Files.createFile(
                    privateFile, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(privateFile, Pem.write(KIND, pair.getPrivate().getEncoded()));
            Files.createFile(publicFile);
            Files.writeString(
                    publicFile, Pem.write(TrustedKeys.KIND, pair.getPublic().getEncoded()));
        } catch (FileAlreadyExistsException e) {
            throw new IllegalArgumentException(e.getFile() + " is there already; give another name", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    /** Vouches for all functions of a jar, as its annotations declare them. */
    public CodeSignature sign(FunctionJar jar) {
        return new CodeSignature(Of.JAR, sign(SignedText.ofJar(jar.sha256())));
    }

    /** Vouches for one function, as it is registered. */
    public CodeSignature sign(RegisteredCode code) {
        return new CodeSignature(Of.FUNCTION, sign(SignedText.ofFunction(code)));
    }

    private ByteString sign(byte[] text) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(text);
            return ByteString.copyFrom(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key cannot sign", e);
        }
    }
}
