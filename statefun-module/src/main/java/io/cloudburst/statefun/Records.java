package io.cloudburst.statefun;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/** The size of a record as the producer and the broker count it. */
final class Records {

    /** The header of a batch (61) and what a record has around its fields (at most 21), rounded up. */
    private static final int OVERHEAD = 128;
    /** Two lengths, of at most 5 bytes each. */
    private static final int HEADER_OVERHEAD = 10;

    private Records() {}

    /** At least as many bytes as the record has on the wire, alone in its batch. */
    static long maxSize(ProducerRecord<byte[], byte[]> record) {
        long size = OVERHEAD + length(record.key()) + length(record.value());
        for (Header header : record.headers()) {
            // A character of a header's name is at most 3 bytes.
            size += HEADER_OVERHEAD + 3L * header.key().length() + length(header.value());
        }
        return size;
    }

    private static long length(byte[] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
