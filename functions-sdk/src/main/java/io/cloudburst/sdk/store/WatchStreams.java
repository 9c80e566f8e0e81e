package io.cloudburst.sdk.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The streams on which keys are watched, one to each store node. What breaks is begun anew when it is wanted again, after a pause
 * that grows while it breaks again and again. Safe for use by many threads.
 */
final class WatchStreams {
    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** A stream that has lasted so long was no failure. */
    private static final long LASTING_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** The directory may still name a node that has just lost a partition. */
    private static final long AFTER_LOSS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final StoreChannels channels;
    private final StoreDirectory directory;
    private final int partitions;
    /** By address. Guarded by this, as all that follows. */
    private final Map<String, Node> nodes = new HashMap<>();

    private boolean closed;

    /** A node; its stream is null while there is none. Times by {@link System#nanoTime}. */
    private static final class Node {
        private WatchStream stream;
        private long since;
        private long lastLoss;
        private long pause = SHORTEST_PAUSE_NANOS;
        private long notBefore;

        Node(long now) {
            this.notBefore = now;
        }

        boolean serves(int partition) {
            return stream != null && stream.toldOf(partition) != WatchStream.LOST;
        }

        boolean mayBegin(long now) {
            return stream == null ? now - notBefore >= 0 : now - lastLoss >= AFTER_LOSS_NANOS;
        }
    }

    WatchStreams(StoreChannels channels, StoreDirectory directory, int partitions) {
        this.channels = channels;
        this.directory = directory;
        this.partitions = partitions;
    }

    /** Where the keys of a partition can be watched; begins a stream where there is none. Empty: nowhere, now. */
    synchronized Optional<WatchStream> of(int partition, WatchStream.Listener listener) {
        List<String> owners = directory.addressesOf(partition);
        for (String address : owners) {
            Node node = nodes.get(address);
            if (node != null && node.serves(partition)) {
                return Optional.of(node.stream);
            }
        }
        long now = System.nanoTime();
        for (String address : owners) {
            Node node = nodes.computeIfAbsent(address, a -> new Node(now));
            if (!closed && node.mayBegin(now)) {
                return Optional.of(begin(address, node, listener, now));
            }
        }
        return Optional.empty();
    }

    private WatchStream begin(String address, Node node, WatchStream.Listener listener, long now) {
        if (node.stream != null) {
            node.stream.end("it has lost a partition that is back");
        }
        WatchStream begun = new WatchStream(partitions, listener);
        node.stream = begun;
        node.since = now;
        // May have ended when this returns, and the node has no stream then: nothing can be watched on this one.
        channels.watch(address, begun);
        return begun;
    }

    synchronized void lost(WatchStream stream) {
        nodes.values().stream()
                .filter(node -> node.stream == stream)
                .forEach(node -> node.lastLoss = System.nanoTime());
    }

    synchronized void ended(WatchStream stream) {
        for (Node node : nodes.values()) {
            if (node.stream == stream) {
                long now = System.nanoTime();
                node.pause = now - node.since > LASTING_NANOS
                        ? SHORTEST_PAUSE_NANOS
                        : Math.min(2 * node.pause, LONGEST_PAUSE_NANOS);
                node.notBefore = now + node.pause;
                node.stream = null;
            }
        }
    }

    synchronized void close() {
        closed = true;
        nodes.values().stream()
                .filter(node -> node.stream != null)
                .forEach(node -> node.stream.end("the client is closed"));
    }
}
