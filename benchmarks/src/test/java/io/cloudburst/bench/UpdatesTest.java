package io.cloudburst.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.lattices.LastWriterWins;
import io.cloudburst.lattices.LatticeCodec;
import io.cloudburst.protocol.Update;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class UpdatesTest {
    @Test
    void keysOfAllNumbersDifferAndAreOfOneLength() {
        assertThat(Updates.keyText(0)).isEqualTo("k00000000");
        assertThat(Updates.keyText(1_234_567)).isEqualTo("k01234567");
    }

    @Test
    void aBatchIsWhatTheLogWouldHave() throws Exception {
        Updates updates = new Updates();
        updates.batch(KeyDraw.each(3, new SplittableRandom(1)), 3);
        List<ConsumerRecord<byte[], byte[]>> next = updates.batch(KeyDraw.each(3, new SplittableRandom(1)), 3);

        assertThat(next).extracting(ConsumerRecord::offset).containsExactly(4L, 5L, 6L);
        for (ConsumerRecord<byte[], byte[]> record : next) {
            byte[] delta = Update.parseFrom(record.value()).getDelta().toByteArray();
            LastWriterWins write = (LastWriterWins) LatticeCodec.decode(delta);
            assertThat(write.timestampMicros()).isEqualTo(record.offset());
        }
    }
}
