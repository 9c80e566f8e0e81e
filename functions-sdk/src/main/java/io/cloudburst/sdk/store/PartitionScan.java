package io.cloudburst.sdk.store;

import io.cloudburst.protocol.ScanEntry;
import io.cloudburst.protocol.ScanReply;
import io.cloudburst.protocol.ScanRequest;
import io.cloudburst.sdk.Names;
import io.cloudburst.sdk.deadline.Await;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/**
 * The keys of one partition under a prefix, ascending, a page at a time: between pages nothing is open anywhere. Goes on at another
 * owner behind the last key that came. Used by one thread; a page being loaded is filled by others.
 */
final class PartitionScan {
    private static final int PAGE_BYTES = 1 << 20;
    private static final Duration GRACE = Duration.ofSeconds(1);
    /** Behind this are no keys of the system's own. */
    private static final String LAST_RESERVED = Names.RESERVED_PREFIX + Character.toString(Character.MAX_CODE_POINT);

    /** Stands for a value that is too large to come with others. */
    private static final StoredValue LARGE = new StoredValue(Optional.empty(), new StoreVersion(-1, -1));

    private final StoreChannels channels;
    private final StoreDirectory directory;
    private final int partition;
    private final Duration pageTimeout;
    private final int pageKeys;
    private final boolean reserved;
    /** Of the next page. Of whoever loads it, while one is being loaded. */
    private final ScanRequest.Builder request;

    private Queue<Map.Entry<String, StoredValue>> page = new ArrayDeque<>();
    /** Null if the next page is not asked for yet. */
    private CompletableFuture<Page> loading;

    private boolean atEnd;

    /** @param last whether there is no more behind it */
    private record Page(Queue<Map.Entry<String, StoredValue>> entries, boolean last) {}

    /**
     * @param after where it begins, behind this key; empty: with the first
     * @param atLeast the offset that each page includes
     * @param pageKeys at most so many at a time
     */
    PartitionScan(
            StoreChannels channels,
            StoreDirectory directory,
            String prefix,
            String after,
            int partition,
            long atLeast,
            int pageKeys,
            Duration pageTimeout) {
        this.channels = channels;
        this.directory = directory;
        this.partition = partition;
        this.pageTimeout = pageTimeout;
        this.pageKeys = pageKeys;
        this.reserved = prefix.startsWith(Names.RESERVED_PREFIX);
        this.request = ScanRequest.newBuilder()
                .setPrefix(prefix)
                .setAtLeast(StoreCodec.version(partition, atLeast))
                .setLimit(pageKeys);
        if (!after.isEmpty()) {
            request.setAfter(after);
        }
    }

    /** Has the next page loaded, if it will be needed. */
    void prepare() {
        if (page.isEmpty() && !atEnd && loading == null) {
            CompletableFuture<Page> done = new CompletableFuture<>();
            loading = done;
            attempt(0, System.nanoTime() + pageTimeout.toNanos(), null, new ArrayDeque<>(), done);
        }
    }

    /** The next key; empty at the end. Waits. */
    Optional<Map.Entry<String, StoredValue>> peek() {
        while (page.isEmpty() && !atEnd) {
            prepare();
            Page loaded = Await.result(loading, pageTimeout.plus(GRACE), "the scan of partition " + partition);
            loading = null;
            page = loaded.entries();
            atEnd = loaded.last();
        }
        Map.Entry<String, StoredValue> first = page.peek();
        if (first != null && first.getValue() == LARGE) {
            // Read when its turn comes, so that no more than one of them is held.
            return readLarge(first.getKey());
        }
        return Optional.ofNullable(first);
    }

    private Optional<Map.Entry<String, StoredValue>> readLarge(String key) {
        StoredValue value = Await.result(
                KeyRead.begin(
                        channels,
                        directory,
                        StoreCodec.get(key, partition, request.getAtLeast().getOffset()),
                        pageTimeout),
                pageTimeout.plus(GRACE),
                "the read of key '" + key + "'");
        return Optional.of(Map.entry(key, value));
    }

    void remove() {
        page.remove();
    }

    private void attempt(
            int number,
            long deadline,
            Throwable lastFailure,
            Queue<Map.Entry<String, StoredValue>> entries,
            CompletableFuture<Page> done) {
        Owners owners = Owners.of(directory, partition);
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            done.completeExceptionally(owners.timeout("partition " + partition, lastFailure));
            return;
        }
        Optional<String> address = owners.at(number);
        if (address.isEmpty()) {
            Owners.later(() -> attempt(number + 1, deadline, lastFailure, entries, done));
            return;
        }
        PageFilling filling = new PageFilling(entries);
        channels.scan(address.get(), request.build(), owners.attemptNanos(number, left), filling::take)
                .whenComplete((end, failure) -> {
                    if (failure == null) {
                        done.complete(new Page(entries, !filling.full));
                        return;
                    }
                    Owners.finalFailure(request.getPrefix(), failure)
                            .ifPresentOrElse(
                                    done::completeExceptionally,
                                    () -> Owners.later(() -> attempt(
                                            number + 1,
                                            deadline,
                                            Owners.tellingMore(lastFailure, failure),
                                            entries,
                                            done)));
                });
    }

    /** Takes parts until a page is full. */
    private final class PageFilling {
        private final Queue<Map.Entry<String, StoredValue>> entries;
        private int bytes;
        private boolean full;

        PageFilling(Queue<Map.Entry<String, StoredValue>> entries) {
            this.entries = entries;
        }

        boolean take(ScanReply part) {
            for (ScanEntry entry : part.getEntriesList()) {
                if (!reserved && entry.getKey().startsWith(Names.RESERVED_PREFIX)) {
                    // There may be many, and large ones: the next page begins behind them.
                    request.setAfter(LAST_RESERVED);
                    full = true;
                    return false;
                }
                entries.add(
                        entry.hasValue()
                                ? Map.entry(entry.getKey(), StoreCodec.decode(entry, part.getVersion()))
                                : Map.entry(entry.getKey(), LARGE));
                request.setAfter(entry.getKey());
                bytes += entry.getSerializedSize();
            }
            full = entries.size() >= pageKeys || bytes >= PAGE_BYTES;
            return !full;
        }
    }
}
