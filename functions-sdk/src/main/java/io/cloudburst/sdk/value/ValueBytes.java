package io.cloudburst.sdk.value;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import io.cloudburst.protocol.PrimitiveArray;
import io.cloudburst.protocol.Value;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Encoded values read without a copy of what is large in them: the value has a view of the bytes that it was read from. protobuf's own
 * parser copies what does not come from an array of its own.
 */
public final class ValueBytes {
    /** Of less than that a copy costs no more than a view. */
    private static final int WORTH_A_VIEW = 1024;

    /** Of a varint of 32 bits. */
    private static final int LONGEST_VARINT = 5;

    private ValueBytes() {}

    /**
     * Reads a value.
     *
     * @param bytes must not change any more; its position does not move
     * @throws InvalidProtocolBufferException if it is none
     */
    public static Value parse(ByteBuffer bytes) throws InvalidProtocolBufferException {
        if (bytes.remaining() >= WORTH_A_VIEW) {
            Optional<Value> view = view(bytes.duplicate());
            if (view.isPresent()) {
                return view.get();
            }
        }
        return Value.parseFrom(bytes.duplicate());
    }

    /** Empty unless it is one field whose bytes are all of the rest. */
    private static Optional<Value> view(ByteBuffer bytes) {
        int tag = varint(bytes);
        if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED
                || varint(bytes) != bytes.remaining()) {
            return Optional.empty();
        }
        Value.Builder value = Value.newBuilder();
        switch (WireFormat.getTagFieldNumber(tag)) {
            case Value.BYTES_FIELD_NUMBER -> value.setBytes(rest(bytes));
            case Value.CBOR_FIELD_NUMBER -> value.setCbor(rest(bytes));
            case Value.JSON_FIELD_NUMBER -> value.setJson(rest(bytes));
            case Value.ARRAY_FIELD_NUMBER -> {
                return array(bytes).map(array -> value.setArray(array).build());
            }
            default -> {
                return Optional.empty();
            }
        }
        return Optional.of(value.build());
    }

    /** Empty unless it is a type and then elements, as they are written. */
    private static Optional<PrimitiveArray> array(ByteBuffer bytes) {
        if (varint(bytes) != tag(PrimitiveArray.TYPE_FIELD_NUMBER, WireFormat.WIRETYPE_VARINT)) {
            return Optional.empty();
        }
        int type = varint(bytes);
        if (type < 0
                || varint(bytes) != tag(PrimitiveArray.ELEMENTS_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED)
                || varint(bytes) != bytes.remaining()) {
            return Optional.empty();
        }
        return Optional.of(PrimitiveArray.newBuilder()
                .setTypeValue(type)
                .setElements(rest(bytes))
                .build());
    }

    private static int tag(int field, int wireType) {
        return field << 3 | wireType;
    }

    private static ByteString rest(ByteBuffer bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.slice());
    }

    /** -1, which is no tag, length or type, if there is none of 31 bits. */
    private static int varint(ByteBuffer bytes) {
        long value = 0;
        for (int i = 0; i < LONGEST_VARINT && bytes.hasRemaining(); i++) {
            byte next = bytes.get();
            value |= (long) (next & 0x7f) << 7 * i;
            if (next >= 0) {
                return value > Integer.MAX_VALUE ? -1 : (int) value;
            }
        }
        return -1;
    }
}
