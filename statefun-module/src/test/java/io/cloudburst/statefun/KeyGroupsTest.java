package io.cloudburst.statefun;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.protocol.KeyGroups;
import java.util.SplittableRandom;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;

class KeyGroupsTest {
    @Test
    void theyAreFlinksOwn() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 100_000; i++) {
            String id = Long.toHexString(random.nextLong());

            assertThat(KeyGroups.of(id)).isEqualTo(KeyGroupRangeAssignment.assignToKeyGroup(id, KeyGroups.COUNT));
        }
        for (int hash : new int[] {0, 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            assertThat(KeyGroups.ofHash(hash))
                    .isEqualTo(KeyGroupRangeAssignment.computeKeyGroupForKeyHash(hash, KeyGroups.COUNT));
        }
    }
}
