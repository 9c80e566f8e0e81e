package io.cloudburst.kvs;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.cloudburst.kvs.rocks.CorruptValueException;
import io.cloudburst.kvs.rocks.PartitionStore;
import io.cloudburst.kvs.rocks.StoredValue;
import io.cloudburst.kvs.rocks.ValueFragments;
import io.cloudburst.protocol.GetPartsReply;
import io.cloudburst.protocol.Version;
import io.grpc.Status;
import io.grpc.StatusException;
import java.util.Optional;

/**
 * The read of a value in fragments. It makes one when there is room to send it. What it holds of RocksDB it gives back at the call's
 * end, and a partition that closes takes it away.
 */
final class GetPartsCall implements ReplyPump.Source<GetPartsReply> {
    /** The largest value that is sent. */
    static final long MAX_VALUE_BYTES = 64L << 20;

    private static final long FRAGMENT_BYTES = 1L << 20;

    private final ByteString key;
    private final PartitionStore store;
    // Null before the first.
    private Optional<ValueFragments> fragments;
    private Version version;
    private long sentBytes;

    GetPartsCall(ByteString key, PartitionStore store) {
        this.key = key;
        this.store = store;
    }

    @Override
    public Optional<GetPartsReply> next() throws StatusException {
        try {
            if (fragments == null) {
                // Before the read: a value may be newer than its version says, never older.
                version = Reads.version(store.partition(), store.applied());
                fragments = store.fragments(key.toByteArray(), FRAGMENT_BYTES);
            }
            Optional<StoredValue> fragment =
                    fragments.isPresent() ? fragments.get().next() : Optional.empty();
            return fragment.isPresent() ? Optional.of(toReply(fragment.get())) : Optional.empty();
        } catch (CorruptValueException | RuntimeException e) {
            throw Reads.readFailure(store, key.toStringUtf8(), e);
        }
    }

    private GetPartsReply toReply(StoredValue fragment) throws StatusException {
        int bytes = fragment.encoded().remaining();
        Reads.checkSize(key, bytes);
        sentBytes += bytes;
        if (sentBytes > MAX_VALUE_BYTES) {
            throw Reads.failure(
                    Status.OUT_OF_RANGE,
                    "the value of '" + key.toStringUtf8() + "' has more than " + MAX_VALUE_BYTES
                            + " bytes; read it element by element");
        }
        return GetPartsReply.newBuilder()
                .setPart(UnsafeByteOperations.unsafeWrap(fragment.encoded()))
                .setVersion(version)
                .build();
    }

    @Override
    public void close() {
        if (fragments != null) {
            fragments.ifPresent(ValueFragments::close);
        }
    }
}
