package io.cloudburst.statefun;

import io.cloudburst.protocol.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Facts about topics that nobody is asked for. */
final class FixedTopics {

    static final int PARTITIONS = 16;

    private FixedTopics() {}

    static TopicFacts of(Topic topic) {
        return of(topic, Topic.MAX_RECORD_BYTES);
    }

    static TopicFacts of(Topic topic, int maxRecordBytes) {
        TopicFacts facts = new TopicFacts(topic, asked -> new TopicLookup.Shape(PARTITIONS, maxRecordBytes));
        try {
            facts.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return facts;
    }
}
