package io.cloudburst.statefun;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.protocol.Topic;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TopicFactsTest {

    @Test
    void anUnknownPartitionIsNotAskedForAgainAndAgain() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        TopicFacts facts = new TopicFacts(Topic.REPLIES, topic -> {
            asked.incrementAndGet();
            return new TopicLookup.Shape(2, 1000);
        });
        facts.open();

        for (int i = 0; i < 1000; i++) {
            assertThat(facts.hasPartition(2)).isFalse();
            assertThat(facts.hasPartition(-1)).isFalse();
            assertThat(facts.hasPartition(1)).isTrue();
        }

        assertThat(asked).hasValueLessThan(10);
    }
}
