package io.cloudburst.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.protocol.KeyGroups;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlacementTest {
    private final Placement placement = new Placement();

    @Test
    void anIdFallsIntoTheGroupThatItWasMadeFor() {
        Set<String> ids = new HashSet<>();
        for (int group = 0; group < KeyGroups.COUNT; group++) {
            for (int partition : new int[] {0, 7, 1234}) {
                CallId id = CallId.next(partition, group);
                assertThat(KeyGroups.of(id.toString())).isEqualTo(group);
                assertThat(CallId.parse(id.toString())).isEqualTo(id);
                assertThat(id.partition()).isEqualTo(partition);
                assertThat(ids.add(id.toString())).isTrue();
            }
        }
    }

    @Test
    void callsOnAKeyMeetInItsGroup() {
        for (int i = 0; i < Placement.CALLS_PER_GROUP; i++) {
            assertThat(placement.enter("cold")).isEqualTo(KeyGroups.of("cold"));
        }
    }

    @Test
    void aHotKeySpreadsOverGroupsThatAreFarApart() {
        Set<Integer> groups = new HashSet<>();
        for (int i = 0; i < 4 * Placement.CALLS_PER_GROUP; i++) {
            groups.add(placement.enter("hot"));
        }

        int home = KeyGroups.of("hot");
        assertThat(groups).containsExactlyInAnyOrder(home, (home + 32) % 128, (home + 64) % 128, (home + 96) % 128);
        assertThat(placement.enter("cold")).isEqualTo(KeyGroups.of("cold"));
    }

    @Test
    void thereAreNeverMorePlacesThanGroups() {
        for (int i = 0; i < 200 * Placement.CALLS_PER_GROUP; i++) {
            assertThat(placement.enter("hot")).isBetween(0, KeyGroups.COUNT - 1);
        }
    }

    @Test
    void nothingIsLeftOfKeysWithoutCalls() {
        for (int i = 0; i < 100; i++) {
            placement.enter("hot");
            placement.enter("key " + i);
        }
        for (int i = 0; i < 100; i++) {
            placement.leave("hot");
            placement.leave("key " + i);
        }

        assertThat(placement.keys()).isZero();
        assertThat(placement.enter("hot")).isEqualTo(KeyGroups.of("hot"));
    }
}
