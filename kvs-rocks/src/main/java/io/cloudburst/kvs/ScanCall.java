package io.cloudburst.kvs;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.cloudburst.kvs.rocks.CorruptValueException;
import io.cloudburst.kvs.rocks.PartitionStore;
import io.cloudburst.kvs.rocks.ScannedValue;
import io.cloudburst.protocol.ScanEntry;
import io.cloudburst.protocol.ScanReply;
import io.cloudburst.protocol.ScanRequest;
import io.cloudburst.protocol.Topic;
import io.grpc.StatusException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The scan of a prefix: reads a part when there is room to send it, and holds nothing of RocksDB meanwhile, so that a slow client
 * keeps no partition from closing.
 */
final class ScanCall implements ReplyPump.Source<ScanReply> {
    private static final int PART_KEYS = 1_000;
    private static final int PART_BYTES = 256 << 10;
    private static final int MAX_VALUE_BYTES = Topic.MAX_RECORD_BYTES;

    private final PartitionStore store;
    private final String prefix;
    // Behind which key to go on; null at the beginning.
    private byte[] after;
    private long keysLeft;
    // Read, but not sent yet.
    private final Deque<ScannedValue> part = new ArrayDeque<>();
    private long partApplied;
    private boolean atEnd;

    ScanCall(ScanRequest request, PartitionStore store) {
        this.store = store;
        this.prefix = request.getPrefix();
        this.after = request.hasAfter() ? request.getAfterBytes().toByteArray() : null;
        this.keysLeft = request.getLimit() == 0 ? Long.MAX_VALUE : request.getLimit();
    }

    @Override
    public Optional<ScanReply> next() throws StatusException {
        if (part.isEmpty() && keysLeft > 0 && !atEnd) {
            readPart();
        }
        if (part.isEmpty()) {
            return Optional.empty();
        }
        ScanReply.Builder reply = ScanReply.newBuilder().setVersion(Reads.version(store.partition(), partApplied));
        int bytes = 0;
        while (!part.isEmpty()) {
            ScanEntry entry = toEntry(part.peek());
            bytes += entry.getSerializedSize();
            if (bytes > Topic.MAX_RECORD_BYTES && reply.getEntriesCount() > 0) {
                break;
            }
            reply.addEntries(entry);
            part.remove();
        }
        return Optional.of(reply.build());
    }

    private void readPart() throws StatusException {
        partApplied = store.applied();
        try {
            int keys = (int) Math.min(PART_KEYS, keysLeft);
            List<ScannedValue> read =
                    store.scan(ByteString.copyFromUtf8(prefix).toByteArray(), after, keys, PART_BYTES, MAX_VALUE_BYTES);
            atEnd = read.isEmpty();
            part.addAll(read);
            keysLeft -= read.size();
            if (!atEnd) {
                after = read.get(read.size() - 1).key();
            }
        } catch (CorruptValueException | RuntimeException e) {
            throw Reads.readFailure(store, prefix, e);
        }
    }

    private static ScanEntry toEntry(ScannedValue scanned) {
        ScanEntry.Builder entry = ScanEntry.newBuilder().setKeyBytes(UnsafeByteOperations.unsafeWrap(scanned.key()));
        scanned.value().ifPresent(value -> entry.setValue(UnsafeByteOperations.unsafeWrap(value.encoded())));
        return entry.build();
    }
}
