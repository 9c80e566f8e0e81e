package io.cloudburst.kvs.rocks;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import io.cloudburst.protocol.Update;
import java.io.IOException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Takes a delta out of a record of the log, without copying it. A record may hold anything, so nothing is trusted. */
final class UpdateReader {
    private static final int DELTA = (Update.DELTA_FIELD_NUMBER << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED;

    private UpdateReader() {}

    /**
     * The record's delta, decoded.
     *
     * @throws RefusedUpdateException if the record is not a key in UTF-8, one character at least, with an {@link Update} that holds an encoded lattice
     */
    static Operand read(ConsumerRecord<byte[], byte[]> record) throws RefusedUpdateException {
        if (record.key() == null) {
            throw new RefusedUpdateException("the record has no key; give the store's key in UTF-8");
        }
        if (record.key().length == 0) {
            throw new RefusedUpdateException("the record's key is empty; give the store's key in UTF-8");
        }
        if (!UnsafeByteOperations.unsafeWrap(record.key()).isValidUtf8()) {
            throw new RefusedUpdateException("the record's key is not UTF-8");
        }
        if (record.value() == null) {
            throw new RefusedUpdateException("the record has no value; to delete a key, write a deleted value");
        }
        Operand delta = delta(record);
        try {
            delta.lattice();
        } catch (RuntimeException e) {
            // Not only what the codec documents: no bytes whatever may stop the other keys.
            throw new RefusedUpdateException("the update's delta is not an encoded lattice: " + e.getMessage());
        }
        return delta;
    }

    private static Operand delta(ConsumerRecord<byte[], byte[]> record) throws RefusedUpdateException {
        byte[] value = record.value();
        CodedInputStream in = CodedInputStream.newInstance(value);
        int from = 0;
        int length = 0;
        try {
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (tag == DELTA) {
                    length = in.readRawVarint32();
                    from = in.getTotalBytesRead();
                    in.skipRawBytes(length);
                } else if (!in.skipField(tag)) {
                    throw new RefusedUpdateException(
                            "the record's value is not an Update: a group ends that never began");
                }
            }
        } catch (IOException e) {
            throw new RefusedUpdateException("the record's value is not an Update: " + e.getMessage());
        }
        return Operand.ofEncoded(record.offset(), value, from, length);
    }
}
