package io.cloudburst.kvs;

import io.cloudburst.protocol.Change;
import io.cloudburst.protocol.Topic;
import io.cloudburst.protocol.WatchFailure;
import io.cloudburst.protocol.WatchReply;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What a watching client is still to be told, bounded in bytes. Thread-safe. */
final class WatchQueue {
    /** With more the client is too slow. */
    static final int MAX_BYTES = 4 << 20;

    private static final int FULL_REPLY_BYTES = 256 << 10;

    private final Deque<Change> changes = new ArrayDeque<>();
    private final Deque<WatchFailure> failed = new ArrayDeque<>();
    private final Map<Integer, Long> applied = new TreeMap<>();
    private final Set<Integer> lost = new HashSet<>();
    private int bytes;

    /** Whether there was room for it. */
    synchronized boolean add(Change change) {
        if (bytes > 0 && bytes + change.getSerializedSize() > MAX_BYTES) {
            return false;
        }
        changes.add(change);
        bytes += change.getSerializedSize();
        return true;
    }

    /** Whether there was room for it. */
    synchronized boolean add(WatchFailure failure) {
        if (bytes + failure.getSerializedSize() > MAX_BYTES) {
            return false;
        }
        failed.add(failure);
        bytes += failure.getSerializedSize();
        return true;
    }

    /** Every change of a partition up to an offset is in here, or was. */
    synchronized void applied(int partition, long offset) {
        applied.put(partition, offset);
    }

    /** A partition's keys are not watched any more. */
    synchronized void lost(int partition) {
        lost.add(partition);
        applied.remove(partition);
    }

    /** Whether there is more to tell than how far partitions are applied. */
    synchronized boolean isUrgent() {
        return !changes.isEmpty() || !failed.isEmpty() || !lost.isEmpty();
    }

    /** Whether there is enough for a reply. */
    synchronized boolean fillsReply() {
        return bytes >= FULL_REPLY_BYTES;
    }

    /** Takes as much as fits into a reply; empty if there is nothing. */
    synchronized Optional<WatchReply> next() {
        WatchReply.Builder reply = WatchReply.newBuilder();
        int size = 0;
        while (!changes.isEmpty() && size < FULL_REPLY_BYTES) {
            int more = changes.peek().getSerializedSize();
            if (size > 0 && size + more > Topic.MAX_RECORD_BYTES) {
                break;
            }
            size += more;
            reply.addChanges(changes.remove());
        }
        while (!failed.isEmpty() && size < FULL_REPLY_BYTES) {
            size += failed.peek().getSerializedSize();
            reply.addFailed(failed.remove());
        }
        bytes -= size;
        if (changes.isEmpty()) {
            applied.forEach((partition, offset) -> reply.addApplied(Reads.version(partition, offset)));
            applied.clear();
        }
        reply.addAllLost(lost);
        lost.clear();
        WatchReply built = reply.build();
        return built.getSerializedSize() == 0 ? Optional.empty() : Optional.of(built);
    }
}
