package io.cloudburst.statefun;

import io.cloudburst.protocol.Topic;
import java.io.IOException;
import java.io.Serializable;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many partitions a topic has that the job writes to, and how large a record it takes. A producer that is given a record for a
 * partition that is not there, or one that is too large, fails the job, which meets the same record again after its restart, for
 * ever: so the job looks first.
 *
 * <p>For one thread.
 */
final class TopicFacts implements Serializable {

    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(TopicFacts.class);
    /** Partitions may be added to a running system; but asking for each unknown one would stall the job. */
    private static final long ASK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Topic topic;
    private final TopicLookup lookup;

    private transient TopicLookup.Shape shape;
    private transient long askedAt;

    TopicFacts(Topic topic, TopicLookup lookup) {
        this.topic = topic;
        this.lookup = lookup;
    }

    /** Looks for the first time; before anything else. */
    void open() throws IOException {
        askedAt = System.nanoTime();
        shape = lookup.lookUp(topic);
    }

    String topicName() {
        return topic.topicName();
    }

    int partitions() {
        return shape.partitions();
    }

    /** The largest record, with the batch around it, that both the topic and our producers take. */
    int maxRecordBytes() {
        return Math.min(shape.maxRecordBytes(), Topic.MAX_RECORD_BYTES);
    }

    /** Whether the topic has the partition; looks again, at most once a second, before it says no. */
    boolean hasPartition(int partition) {
        if (partition >= shape.partitions() && System.nanoTime() - askedAt > ASK_AGAIN_NANOS) {
            try {
                open();
            } catch (IOException e) {
                LOG.warn("Could not look whether {} has a partition {}", topicName(), partition, e);
            }
        }
        return partition >= 0 && partition < shape.partitions();
    }
}
