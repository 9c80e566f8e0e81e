package io.cloudburst.sdk.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudburst.protocol.Change;
import io.cloudburst.protocol.WatchedKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WatchStreamsTest {
    private static final String NOBODY = "127.0.0.1:1";

    private final AtomicInteger ends = new AtomicInteger();
    private final WatchStream.Listener listener = new WatchStream.Listener() {
        @Override
        public void changed(WatchStream stream, Change change) {
            throw new AssertionError("there is nobody to tell of a change");
        }

        @Override
        public void failed(WatchStream stream, WatchedKey key) {
            throw new AssertionError("there is nobody to refuse a key");
        }

        @Override
        public void lost(WatchStream stream, int partition) {
            throw new AssertionError("there is nobody to lose a partition");
        }

        @Override
        public void ended(WatchStream stream, Throwable why) {
            streams.ended(stream);
            ends.incrementAndGet();
        }
    };
    private final StoreChannels channels = new StoreChannels(new NodeConnections(StoreSecurity.NONE));
    private final WatchStreams streams = new WatchStreams(channels, partition -> List.of(NOBODY), 1);

    @Test
    void aStreamThatEndsWhileItIsBegunWatchesNothing() {
        streams.of(0, listener);
        // From now on whatever is begun on the channel ends at once, on the thread that begins it.
        channels.close();
        await().until(() -> ends.get() == 1);

        Optional<WatchStream> begun = await().until(() -> streams.of(0, listener), Optional::isPresent);

        assertThat(ends).hasValue(2);
        assertThat(begun.orElseThrow().watch("key", 0, -1)).isFalse();
    }
}
