package io.cloudburst.sdk.registry;

import com.google.protobuf.ByteString;
import io.cloudburst.protocol.Batch;
import io.cloudburst.protocol.CodeBundle;
import io.cloudburst.protocol.CodeSignature;
import io.cloudburst.protocol.FunctionBody;
import io.cloudburst.protocol.FunctionEntry;
import io.cloudburst.protocol.RegistryEntry;
import io.cloudburst.protocol.Remote;
import io.cloudburst.protocol.Retry;
import io.cloudburst.protocol.StoreNodeEntry;
import io.cloudburst.protocol.Version;
import io.cloudburst.protocol.WorkerEntry;
import io.cloudburst.sdk.BatchOptions;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.RemoteOptions;
import io.cloudburst.sdk.RetryPolicy;
import io.cloudburst.sdk.code.CodeSignature.Of;
import io.cloudburst.sdk.code.FunctionCode;
import io.cloudburst.sdk.code.TypeText;
import io.cloudburst.sdk.store.StoreVersion;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;

/** Registry entries on the wire, and as what they mean. */
public final class RegistryCodec {
    static final String FUNCTION = "function/";
    static final String DAG = "dag/";
    static final String STORE_NODE = "store-node/";
    static final String WORKER = "worker/";
    /** The whole key. */
    static final String STORE = "store";

    private static final long UNKNOWN = -1;

    private RegistryCodec() {}

    public static String functionKey(String name) {
        return FUNCTION + name;
    }

    public static String dagKey(String name) {
        return DAG + name;
    }

    public static String workerKey(String name) {
        return WORKER + name;
    }

    /** A function that is about to be registered. Its version will be the offset of its entry. */
    public static RegisteredCode unsigned(
            String name, FunctionCode code, io.cloudburst.sdk.code.CodeBundle bundle, FunctionOptions options) {
        return new RegisteredCode(
                name,
                UNKNOWN,
                bundle,
                code.body(),
                code.parameterTypes().stream().map(TypeText::of).toList(),
                TypeText.of(code.resultType()),
                options);
    }

    public static RegistryEntry entry(RegisteredCode code) {
        return RegistryEntry.newBuilder().setFunction(encode(code)).build();
    }

    /** Of a function that is served elsewhere, and has no code here. */
    public static RegistryEntry encodeServed(String name, int parameters, FunctionOptions options) {
        RegisteredCode registered = new RegisteredCode(
                name,
                UNKNOWN,
                io.cloudburst.sdk.code.CodeBundle.NONE,
                FunctionBody.getDefaultInstance(),
                Collections.nCopies(parameters, Object.class.getName()),
                Object.class.getName(),
                options);
        return entry(registered);
    }

    public static FunctionEntry encode(RegisteredCode code) {
        FunctionEntry.Builder entry = FunctionEntry.newBuilder()
                .setName(code.name())
                .setBundle(encode(code.bundle()))
                .setBody(code.body())
                .addAllParameterTypes(
                        code.parameterTypes().stream().map(TypeText::erased).toList())
                .setResultType(TypeText.erased(code.resultType()))
                .setMaxConcurrent(code.options().maxConcurrent());
        if (!entry.getParameterTypesList().equals(code.parameterTypes())) {
            entry.addAllGenericParameterTypes(code.parameterTypes());
        }
        if (!entry.getResultType().equals(code.resultType())) {
            entry.setGenericResultType(code.resultType());
        }
        code.options().retry().map(RegistryCodec::encode).ifPresent(entry::setRetry);
        code.options().batch().map(RegistryCodec::encode).ifPresent(entry::setBatch);
        code.options().remotely().map(RegistryCodec::encode).ifPresent(entry::setRemote);
        code.signature().map(RegistryCodec::encode).ifPresent(entry::setSignature);
        return entry.build();
    }

    static CodeBundle encode(io.cloudburst.sdk.code.CodeBundle bundle) {
        CodeBundle.Builder encoded = CodeBundle.newBuilder()
                .setSha256(bundle.sha256())
                .setSize(bundle.size())
                .setChunks(bundle.chunks())
                .setUpload(bundle.upload());
        bundle.versions()
                .forEach(v -> encoded.addVersions(
                        Version.newBuilder().setPartition(v.partition()).setOffset(v.offset())));
        return encoded.build();
    }

    static io.cloudburst.sdk.code.CodeBundle decode(CodeBundle bundle) {
        return new io.cloudburst.sdk.code.CodeBundle(
                bundle.getSha256(),
                bundle.getSize(),
                bundle.getChunks(),
                bundle.getVersionsList().stream()
                        .map(v -> new StoreVersion(v.getPartition(), v.getOffset()))
                        .toList(),
                bundle.getUpload());
    }

    private static CodeSignature encode(io.cloudburst.sdk.code.CodeSignature signature) {
        return switch (signature.of()) {
            case JAR -> CodeSignature.newBuilder().setJar(signature.bytes()).build();
            case FUNCTION ->
                CodeSignature.newBuilder().setFunction(signature.bytes()).build();
        };
    }

    /** One that makes no sense is none. */
    private static Optional<io.cloudburst.sdk.code.CodeSignature> decode(CodeSignature signature) {
        boolean ofJar = signature.hasJar();
        ByteString bytes = ofJar ? signature.getJar() : signature.getFunction();
        return bytes.size() == io.cloudburst.sdk.code.CodeSignature.BYTES
                ? Optional.of(new io.cloudburst.sdk.code.CodeSignature(ofJar ? Of.JAR : Of.FUNCTION, bytes))
                : Optional.empty();
    }

    private static Remote encode(RemoteOptions remote) {
        return Remote.newBuilder()
                .setPool(remote.pool())
                .setStatefunType(remote.stateFunType().orElse(""))
                .build();
    }

    private static RemoteOptions decode(Remote remote) {
        return new RemoteOptions(
                remote.getPool(), Optional.of(remote.getStatefunType()).filter(type -> !type.isEmpty()));
    }

    private static Batch encode(BatchOptions batch) {
        return Batch.newBuilder()
                .setMaxSize(batch.maxSize())
                .setMaxWaitMillis(batch.maxWait().toMillis())
                .build();
    }

    private static BatchOptions decode(Batch batch) {
        return new BatchOptions(batch.getMaxSize(), Duration.ofMillis(batch.getMaxWaitMillis()));
    }

    private static Retry encode(RetryPolicy policy) {
        return Retry.newBuilder()
                .setAttempts(policy.attempts())
                .setFirstBackoffMillis(policy.firstBackoff().toMillis())
                .setMultiplier(policy.multiplier())
                .setLongestBackoffMillis(policy.longestBackoff().toMillis())
                .addAllExceptions(policy.exceptions())
                .build();
    }

    private static RetryPolicy decode(Retry retry) {
        return new RetryPolicy(
                retry.getAttempts(),
                Duration.ofMillis(retry.getFirstBackoffMillis()),
                retry.getMultiplier(),
                Duration.ofMillis(retry.getLongestBackoffMillis()),
                retry.getExceptionsList());
    }

    public static RegisteredCode decode(FunctionEntry entry, long offset) {
        return new RegisteredCode(
                entry.getName(),
                offset,
                decode(entry.getBundle()),
                entry.getBody(),
                entry.getGenericParameterTypesCount() > 0
                        ? entry.getGenericParameterTypesList()
                        : entry.getParameterTypesList(),
                entry.getGenericResultType().isEmpty() ? entry.getResultType() : entry.getGenericResultType(),
                new FunctionOptions(
                        entry.hasRetry() ? Optional.of(decode(entry.getRetry())) : Optional.empty(),
                        entry.getMaxConcurrent(),
                        entry.hasBatch() ? Optional.of(decode(entry.getBatch())) : Optional.empty(),
                        entry.hasRemote() ? Optional.of(decode(entry.getRemote())) : Optional.empty()),
                entry.hasSignature() ? decode(entry.getSignature()) : Optional.empty());
    }

    static StoreOwner decode(StoreNodeEntry entry) {
        return new StoreOwner(
                entry.getName(), entry.getReplicaSet(), entry.getAddress(), Set.copyOf(entry.getPartitionsList()));
    }

    public static RegistryEntry encode(RegisteredWorker worker) {
        return RegistryEntry.newBuilder()
                .setWorker(WorkerEntry.newBuilder()
                        .setName(worker.name())
                        .setUrl(worker.url())
                        .addAllPools(worker.pools().stream().sorted().toList())
                        .setCapacity(worker.capacity()))
                .build();
    }

    static RegisteredWorker decode(WorkerEntry entry) {
        return new RegisteredWorker(
                entry.getName(), entry.getUrl(), Set.copyOf(entry.getPoolsList()), entry.getCapacity());
    }
}
