package io.cloudburst.sdk.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cloudburst.protocol.FunctionBody;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.code.CodeBundle;
import io.cloudburst.sdk.code.CodeSignature;
import io.cloudburst.sdk.registry.RegisteredCode;
import io.cloudburst.sdk.registry.RegistryCodec;
import io.cloudburst.sdk.store.StoreVersion;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustedKeysTest {
    /** The pair of RFC 8410, 10.3. */
    private static final String PRIVATE =
            "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";

    private static final String PUBLIC =
            "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n";

    @TempDir
    private Path directory;

    private SigningKey key;
    private SigningKey stranger;
    private TrustedKeys trusted;

    @BeforeEach
    void keys() throws IOException {
        key = SigningKey.read(Files.writeString(directory.resolve("rfc.pem"), PRIVATE));
        SigningKey.create(directory.resolve("stranger"), directory.resolve("stranger.pub"));
        stranger = SigningKey.read(directory.resolve("stranger"));
        SigningKey.create(directory.resolve("other"), directory.resolve("other.pub"));
        trusted = TrustedKeys.read(Files.writeString(
                directory.resolve("trusted"), Files.readString(directory.resolve("other.pub")) + PUBLIC));
    }

    private static RegisteredCode code(String name, String sha256, String body, FunctionOptions options) {
        return new RegisteredCode(
                name,
                7,
                new CodeBundle(sha256, 10, 1, List.of(new StoreVersion(1, 2)), "up"),
                FunctionBody.newBuilder()
                        .setObject(ByteString.copyFromUtf8(body))
                        .build(),
                List.of("int"),
                "long",
                options);
    }

    private static RegisteredCode code() {
        return code("f", "abc", "body", FunctionOptions.NONE);
    }

    @Test
    void whatIsSignedWithOneOfTheKeysIsTrustedWhereverItIsStored() throws Exception {
        RegisteredCode signed = code().signed(key.sign(code()));
        RegisteredCode elsewhere = RegistryCodec.decode(
                RegistryCodec.encode(signed).toBuilder()
                        .setBundle(RegistryCodec.encode(signed).getBundle().toBuilder()
                                .clearVersions())
                        .build(),
                99);

        trusted.check(signed);
        trusted.check(elsewhere);
        travelled(trusted).check(signed);
    }

    @Test
    void whatAnybodyElseVouchesForIsRefused() {
        refused(code(), "is not signed");
        refused(code().signed(stranger.sign(code())), "none of the 2 keys");
        CodeSignature signature = key.sign(code());
        refused(code("g", "abc", "body", FunctionOptions.NONE).signed(signature), "other code");
        refused(code("f", "abd", "body", FunctionOptions.NONE).signed(signature), "other code");
        refused(code("f", "abc", "another", FunctionOptions.NONE).signed(signature), "other code");
        refused(
                code("f", "abc", "body", FunctionOptions.NONE.withMaxConcurrent(2))
                        .signed(signature),
                "other code");
        refused(code().signed(new CodeSignature(CodeSignature.Of.JAR, signature.bytes())), "other code");
        refused(
                code().signed(new CodeSignature(CodeSignature.Of.FUNCTION, ByteString.copyFrom(new byte[64]))),
                "other code");
    }

    private void refused(RegisteredCode code, String why) {
        assertThatThrownBy(() -> trusted.check(code))
                .isInstanceOfSatisfying(
                        CloudburstException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNTRUSTED_CODE))
                .hasMessageContainingAll("version 7", why);
    }

    @Test
    void withoutKeysEverythingIsTrusted() {
        assertThatCode(() -> TrustedKeys.EVERYBODY.check(code())).doesNotThrowAnyException();
        TrustedKeys.EVERYBODY.checkDeclared(code(), getClass().getClassLoader());
    }

    @Test
    void onlyItsOwnerReadsAKey() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("stranger"))))
                .isEqualTo("rw-------");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SigningKey.create(directory.resolve("stranger"), directory.resolve("x")))
                .withMessageContaining("stranger is there already");
    }

    @Test
    void aFileThatHasNoSuchKeyIsNamed() throws IOException {
        Path empty = Files.writeString(directory.resolve("empty.pem"), "");
        Path rsa = Files.writeString(
                directory.resolve("rsa.pem"), "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n");
        wrong(directory.resolve("nowhere.pem"), "there is no file");
        wrong(empty, "BEGIN PUBLIC KEY");
        wrong(rsa, "not Ed25519");
        wrong(directory.resolve("rfc.pem"), "a PRIVATE KEY where a PUBLIC KEY is wanted");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SigningKey.read(directory.resolve("trusted")))
                .withMessageContainingAll("trusted", "a PUBLIC KEY where a PRIVATE KEY is wanted");
    }

    private static void wrong(Path file, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrustedKeys.read(file))
                .withMessageContainingAll(file.toString(), why);
    }

    private static TrustedKeys travelled(TrustedKeys keys) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(keys);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (TrustedKeys) in.readObject();
        }
    }
}
