package io.cloudburst.sdk.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.cloudburst.protocol.FunctionBody;
import io.cloudburst.protocol.FunctionEntry;
import io.cloudburst.protocol.RegistryEntry;
import io.cloudburst.sdk.BatchOptions;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.RemoteOptions;
import io.cloudburst.sdk.RetryPolicy;
import io.cloudburst.sdk.code.CodeBundle;
import io.cloudburst.sdk.code.CodeSignature;
import io.cloudburst.sdk.store.StoreVersion;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RegistryCodecTest {
    static Stream<FunctionOptions> options() {
        RetryPolicy policy = RetryPolicy.attempts(RetryPolicy.MAX_ATTEMPTS);
        return Stream.of(
                FunctionOptions.NONE,
                FunctionOptions.NONE.withMaxConcurrent(7),
                FunctionOptions.NONE.withBatch(BatchOptions.upTo(32)),
                FunctionOptions.NONE
                        .withMaxConcurrent(3)
                        .withBatch(BatchOptions.upTo(BatchOptions.LARGEST).withMaxWait(BatchOptions.LONGEST_WAIT)),
                FunctionOptions.retrying(RetryPolicy.attempts(1)),
                FunctionOptions.NONE.remote(),
                FunctionOptions.NONE.inPool("gpu").withMaxConcurrent(2),
                FunctionOptions.NONE.served(new RemoteOptions("js", Optional.of("example/words"))),
                FunctionOptions.retrying(policy.withBackoff(Duration.ZERO, 1.5, Duration.ofDays(1))
                                .onlyOn(List.of(IOException.class, TimeoutException.class)))
                        .withMaxConcurrent(1));
    }

    @ParameterizedTest
    @MethodSource("options")
    void aFunctionComesOutWithItsOptions(FunctionOptions options) throws InvalidProtocolBufferException {
        RegisteredCode code = new RegisteredCode(
                "f",
                12,
                new CodeBundle("abc", 34, 1, List.of(new StoreVersion(5, 6)), "up"),
                FunctionBody.newBuilder()
                        .setObject(ByteString.copyFromUtf8("body"))
                        .build(),
                List.of("int", "java.lang.String"),
                "long",
                options);

        byte[] bytes = RegistryCodec.encode(code).toByteArray();

        assertThat(RegistryCodec.decode(FunctionEntry.parseFrom(bytes), 12)).isEqualTo(code);
    }

    @ParameterizedTest
    @EnumSource(CodeSignature.Of.class)
    void aSignatureComesOut(CodeSignature.Of of) {
        RegisteredCode code = new RegisteredCode(
                        "f",
                        12,
                        new CodeBundle("abc", 34, 1, List.of(), ""),
                        FunctionBody.getDefaultInstance(),
                        List.of(),
                        "long",
                        FunctionOptions.NONE)
                .signed(new CodeSignature(of, ByteString.copyFrom(new byte[64])));

        FunctionEntry entry = RegistryCodec.encode(code);

        assertThat(RegistryCodec.decode(entry, 12)).isEqualTo(code);
        FunctionEntry cut = entry.toBuilder()
                .setSignature(
                        io.cloudburst.protocol.CodeSignature.newBuilder().setJar(ByteString.copyFromUtf8("short")))
                .build();
        assertThat(RegistryCodec.decode(cut, 12).signature()).isEmpty();
    }

    @Test
    void aWorkerComesOut() throws InvalidProtocolBufferException {
        RegisteredWorker worker = new RegisteredWorker("w-1", "https://[::1]:8090", Set.of("gpu", "default"), 8);

        byte[] bytes = RegistryCodec.encode(worker).toByteArray();

        assertThat(RegistryCodec.decode(RegistryEntry.parseFrom(bytes).getWorker()))
                .isEqualTo(worker);
    }

    @Test
    void typeArgumentsComeOutAndOlderReadersSeeTheClasses() {
        RegisteredCode code = new RegisteredCode(
                "f",
                12,
                new CodeBundle("abc", 34, 1, List.of(), ""),
                FunctionBody.getDefaultInstance(),
                List.of("int", "java.util.List<a.Order>"),
                "java.util.Map<java.lang.String,a.Order>",
                FunctionOptions.NONE);

        FunctionEntry entry = RegistryCodec.encode(code);

        assertThat(RegistryCodec.decode(entry, 12)).isEqualTo(code);
        assertThat(entry.getParameterTypesList()).containsExactly("int", "java.util.List");
        assertThat(entry.getResultType()).isEqualTo("java.util.Map");
        FunctionEntry older = entry.toBuilder()
                .clearGenericParameterTypes()
                .clearGenericResultType()
                .build();
        assertThat(RegistryCodec.decode(older, 12).parameterTypes()).containsExactly("int", "java.util.List");
    }
}
