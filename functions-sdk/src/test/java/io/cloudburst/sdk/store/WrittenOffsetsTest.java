package io.cloudburst.sdk.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.protocol.Version;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WrittenOffsetsTest {
    private final WrittenOffsets written = new WrittenOffsets(8);

    @Test
    void anOwnWriteIsDemandedOfItsKeyAndOfScans() {
        KeyPlace key = new KeyPlace(3, 7);
        written.wrote(key, 10);
        written.wrote(key, 9);

        assertThat(written.demandOf(key)).isEqualTo(10);
        assertThat(written.demandOf(new KeyPlace(3, 8))).isEqualTo(-1);
        assertThat(written.demandOf(new KeyPlace(4, 7))).isEqualTo(-1);
        assertThat(written.demandOf(3)).isEqualTo(10);
        assertThat(written.demandOf(4)).isEqualTo(-1);
    }

    @Test
    void whatWasToldIsDemandedOfAllKeys() {
        written.observe(new Frontier(Map.of(3, 10L, -1, 5L, 8, 5L)));

        assertThat(written.demandOf(new KeyPlace(3, 7))).isEqualTo(10);
        assertThat(written.demandOf(new KeyPlace(2, 7))).isEqualTo(-1);
    }

    @Test
    void whatCallsCarryIsMadeAnewOnlyWhenThereIsMore() {
        assertThat(written.seen()).isEmpty();
        written.wrote(new KeyPlace(3, 7), 10);
        written.observe(new Frontier(Map.of(5, 4L)));

        List<Version> seen = written.seen();
        assertThat(seen).containsExactly(StoreCodec.version(3, 10), StoreCodec.version(5, 4));
        written.observe(Frontier.NONE);
        assertThat(written.seen()).isSameAs(seen);
        written.wrote(new KeyPlace(3, 8), 11);
        assertThat(written.seen()).containsExactly(StoreCodec.version(3, 11), StoreCodec.version(5, 4));
    }

    @Test
    void keysSpreadOverPartitionsAndSlots() {
        int[] slots = new int[KeyPlace.SLOTS];
        for (int i = 0; i < 100 * KeyPlace.SLOTS; i++) {
            slots[KeyPlace.of("key " + i, 16).slot()]++;
        }
        assertThat(Arrays.stream(slots)).allSatisfy(count -> assertThat(count).isBetween(40, 200));
        assertThat(KeyPlace.of("key", 16)).isEqualTo(KeyPlace.of("key", 16));
    }
}
