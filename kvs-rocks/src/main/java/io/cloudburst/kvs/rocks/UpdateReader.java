package io.cloudburst.kvs.rocks;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import io.cloudburst.protocol.OperationId;
import io.cloudburst.protocol.Update;
import java.io.IOException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Takes out of a record of the log what it joins into its key, without copying it. A record may hold anything, so nothing is trusted. */
final class UpdateReader {
    private static final int DELTA = (Update.DELTA_FIELD_NUMBER << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED;

    private static final int INCREMENT = (Update.INCREMENT_FIELD_NUMBER << 3) | WireFormat.WIRETYPE_VARINT;
    private static final int OPERATION = (Update.OPERATION_FIELD_NUMBER << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED;

    private UpdateReader() {}

    /**
     * What a record says.
     *
     * @param change that can be decoded
     * @param operation which it may repeat; null if none
     */
    record ReadUpdate(Operand change, OperationId operation) {}

    /**
     * Reads a record that is no purge.
     *
     * @throws RefusedUpdateException if the record is not a key in UTF-8, one character at least, with an {@link Update} that holds an encoded
     *     lattice or an increment, and an operation id or none
     */
    static ReadUpdate read(ConsumerRecord<byte[], byte[]> record) throws RefusedUpdateException {
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
        ReadUpdate update = parse(record);
        try {
            update.change().check();
        } catch (RuntimeException e) {
            // Not only what the codec documents: no bytes whatever may stop the other keys.
            throw new RefusedUpdateException("the update's delta is not an encoded lattice: " + e.getMessage());
        }
        return update;
    }

    private static ReadUpdate parse(ConsumerRecord<byte[], byte[]> record) throws RefusedUpdateException {
        byte[] value = record.value();
        CodedInputStream in = CodedInputStream.newInstance(value);
        Operand change = Operand.ofEncoded(record.offset(), value, 0, 0);
        byte[] operation = {};
        try {
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (tag == DELTA) {
                    int length = in.readRawVarint32();
                    change = Operand.ofEncoded(record.offset(), value, in.getTotalBytesRead(), length);
                    in.skipRawBytes(length);
                } else if (tag == INCREMENT) {
                    change = Operand.increment(record.offset(), Shift.of(in.readSInt64()));
                } else if (tag == OPERATION) {
                    operation = in.readByteArray();
                } else if (!in.skipField(tag)) {
                    throw new RefusedUpdateException(
                            "the record's value is not an Update: a group ends that never began");
                }
            }
        } catch (IOException e) {
            throw new RefusedUpdateException("the record's value is not an Update: " + e.getMessage());
        }
        return new ReadUpdate(change, operation.length == 0 ? null : operationId(operation));
    }

    private static OperationId operationId(byte[] operation) throws RefusedUpdateException {
        if (operation.length != OperationId.BYTES) {
            throw new RefusedUpdateException("the update's operation has " + operation.length + " bytes; give it "
                    + OperationId.BYTES + ", or none");
        }
        return OperationId.of(operation);
    }
}
