package io.cloudburst.sdk.store;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.cloudburst.protocol.LargeValue;
import io.cloudburst.protocol.Value;
import io.cloudburst.protocol.Version;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.value.Large;
import io.cloudburst.sdk.value.ValueLists;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Values that are too large for a record, in the store, for as long as somebody needs them. What belongs to a call expires some time
 * after the call's deadline, if nobody has removed it before. Nothing here waits. Safe for use by many threads.
 */
public final class LargeValues {
    /** Keys of chunks begin with it. */
    static final String CHUNKS = "cloudburst/large/";

    /** Keys of notes about the values of objects begin with it; what follows is the value's id. */
    static final String NOTES = "cloudburst/large-object/";

    /** How long after a call's deadline its values are still there: as long as its answer may be asked for, and some time more. */
    private static final Duration KEPT = Duration.ofMinutes(15);

    /** Longer than a checkpoint takes: what the job removes, it may need again if it fails meanwhile. */
    private static final Executor LATER = CompletableFuture.delayedExecutor(5, TimeUnit.SECONDS);

    private static final Logger LOG = LoggerFactory.getLogger(LargeValues.class);

    private final ObjectStore objects;
    private final Chunks chunks;
    private final SlicedLists lists = new SlicedLists();

    public LargeValues(ObjectStore objects) {
        this.objects = objects;
        this.chunks = new Chunks(objects);
    }

    /**
     * Writes the value of a call.
     *
     * @param deadline of the call, in milliseconds since the epoch
     * @param hashed whether somebody will ask if it is the same as another
     * @return completes with what stands for it
     */
    public CompletableFuture<Value> write(Value value, long deadline, boolean hashed) {
        LargeValue.Builder large = describe(value);
        ByteString bytes = value.toByteString();
        if (hashed) {
            large.setSha256(sha256(bytes));
        }
        return write(large, bytes, OptionalLong.of(deadline + KEPT.toMillis()));
    }

    /** What stands for a value; not yet with what its readers must demand. */
    static LargeValue.Builder describe(Value value) {
        byte[] id = new byte[16];
        ThreadLocalRandom.current().nextBytes(id);
        LargeValue.Builder large = LargeValue.newBuilder()
                .setId(HexFormat.of().formatHex(id))
                .setBytes(value.getSerializedSize())
                .setChunks(Chunks.count(value.getSerializedSize()));
        ValueLists.count(value).ifPresent(large::setElements);
        return large;
    }

    CompletableFuture<Value> write(LargeValue.Builder large, ByteString bytes, OptionalLong expiresAtMillis) {
        return chunks.write(CHUNKS + large.getId(), bytes, expiresAtMillis).thenApply(versions -> {
            versions.forEach(version -> large.addVersions(
                    Version.newBuilder().setPartition(version.partition()).setOffset(version.offset())));
            return Value.newBuilder().setLarge(large).build();
        });
    }

    /** The value with all its bytes; itself, if it has them. */
    public CompletableFuture<Value> read(Value value, Duration timeout) {
        if (!Large.isIn(value)) {
            return CompletableFuture.completedFuture(value);
        }
        if (value.hasLarge()) {
            LargeValue large = value.getLarge();
            return large.hasSlice() ? lists.slice(large, () -> whole(large, timeout)) : whole(large, timeout);
        }
        List<CompletableFuture<Value>> pieces = value.getList().getValuesList().stream()
                .map(piece -> read(piece, timeout))
                .toList();
        return CompletableFuture.allOf(pieces.toArray(CompletableFuture[]::new))
                .thenApply(done ->
                        Large.join(pieces.stream().map(CompletableFuture::join).toList()));
    }

    private CompletableFuture<Value> whole(LargeValue large, Duration timeout) {
        List<StoreVersion> versions =
                Frontier.fromProto(large.getVersionsList()).versions();
        return chunks.read(CHUNKS + large.getId(), large.getChunks(), versions, timeout)
                .thenApply(bytes -> parse(large, bytes.orElseThrow(() -> gone(large))));
    }

    private static Value parse(LargeValue large, ByteString bytes) {
        try {
            return Value.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new CloudburstException(
                    ErrorCode.UNAVAILABLE,
                    "a value of %d bytes cannot be read from the store: %s".formatted(large.getBytes(), e.getMessage()),
                    e);
        }
    }

    private static CloudburstException gone(LargeValue large) {
        return new CloudburstException(
                ErrorCode.UNAVAILABLE,
                large.getKey().isEmpty()
                        ? "a value of %d bytes is not in the store any more: whoever made the call has had its result, or it was too long ago; call with an outputKey what is to stay"
                                .formatted(large.getBytes())
                        : "the %d bytes of key '%s' are not in the store any more: it was replaced or deleted meanwhile; read it again"
                                .formatted(large.getBytes(), large.getKey()));
    }

    /** Removes what nobody needs. What cannot be removed now goes when it expires. */
    public void remove(Collection<LargeValue> large) {
        for (LargeValue one : large) {
            try {
                chunks.remove(CHUNKS + one.getId(), one.getChunks()).whenCompleteAsync((done, failure) -> {
                    if (failure != null) {
                        LOG.debug("value {} was not removed: {}", one.getId(), failure.toString());
                    } else if (!one.getKey().isEmpty()) {
                        objects.delete(NOTES + one.getId());
                    }
                });
            } catch (RuntimeException e) {
                LOG.debug("value {} was not removed", one.getId(), e);
            }
        }
    }

    /** Removes in some seconds what nobody will need then. */
    public void removeLater(Collection<LargeValue> large) {
        if (!large.isEmpty()) {
            List<LargeValue> kept = List.copyOf(large);
            LATER.execute(() -> remove(kept));
        }
    }

    private static ByteString sha256(ByteString bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            bytes.asReadOnlyByteBufferList().forEach(digest::update);
            return ByteString.copyFrom(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
