package io.cloudburst.statefun;

import io.cloudburst.protocol.Topic;
import java.io.IOException;
import java.io.Serializable;

/** Asks what a topic takes. */
interface TopicLookup extends Serializable {

    /**
     * What the topic takes now.
     *
     * @throws IOException when nobody answers in time, or there is no such topic
     */
    Shape lookUp(Topic topic) throws IOException;

    /**
     * What a topic takes.
     *
     * @param partitions how many it has
     * @param maxRecordBytes the largest record, with the batch around it
     */
    record Shape(int partitions, int maxRecordBytes) {}
}
