package io.cloudburst.kvs.rocks;

import static io.cloudburst.kvs.rocks.TestRecords.text;
import static io.cloudburst.kvs.rocks.TestRecords.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.kvs.rocks.UpdateBatch.KeyDeltas;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class UpdateBatchTest {
    private final UpdateBatch batch = new UpdateBatch();

    private void add(long offset, Key key) {
        batch.add(key, Operand.of(offset, text(offset, "a")), null);
    }

    @Test
    void keysComeInTheirOrderAndTheirUpdatesInThatOfTheLog() {
        SplittableRandom random = new SplittableRandom(1);
        TreeMap<byte[], List<Long>> expected = new TreeMap<>(Arrays::compareUnsigned);
        for (long offset = 0; offset < 2_000; offset++) {
            // Of few bytes, high ones too, so that many are the same, or begin like another.
            byte[] key = new byte[1 + random.nextInt(12)];
            for (int i = Math.max(0, key.length - 2); i < key.length; i++) {
                key[i] = (byte) (random.nextInt(4) * 85);
            }
            add(offset, new Key(key));
            expected.computeIfAbsent(key, any -> new ArrayList<>()).add(offset);
        }

        batch.group();

        assertThat(batch.keys().stream().map(key -> key.key().bytes())).containsExactlyElementsOf(expected.keySet());
        assertThat(batch.keys().stream().map(UpdateBatchTest::offsets)).containsExactlyElementsOf(expected.values());
    }

    private static List<Long> offsets(KeyDeltas key) {
        return key.deltas().stream().map(Operand::offset).toList();
    }

    @Test
    void whatIsClearedIsGone() {
        add(1, new Key(utf8("a")));
        batch.group();
        add(2, new Key(utf8("b")));

        batch.clear();
        batch.group();

        assertThat(batch.keys()).isEmpty();
    }
}
