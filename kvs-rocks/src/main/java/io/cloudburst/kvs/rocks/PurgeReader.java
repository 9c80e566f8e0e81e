package io.cloudburst.kvs.rocks;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.cloudburst.lattices.LastWriterWins;
import io.cloudburst.protocol.Update;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Tells the records that take a key away from those that join something into it. */
final class PurgeReader {
    private static final byte PURGE = (Update.PURGE_FIELD_NUMBER << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED;

    private PurgeReader() {}

    /** The offset that a purge names; empty for every other record. */
    static OptionalLong newest(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        if (record.key() == null || value == null || value.length == 0 || value[0] != PURGE) {
            return OptionalLong.empty();
        }
        try {
            Update update = Update.parseFrom(value);
            return update.hasPurge() ? OptionalLong.of(update.getPurge().getNewest()) : OptionalLong.empty();
        } catch (InvalidProtocolBufferException e) {
            // An update like others, to be refused with its reason.
            return OptionalLong.empty();
        }
    }

    /**
     * Whether a value may be taken away at a time: it is of the one type whose dead values say nothing that another update would
     * need to know, and it is dead.
     */
    static boolean mayGo(Operand value, long timeMillis) {
        return value.lattice() instanceof LastWriterWins object && !object.isLive(timeMillis);
    }
}
