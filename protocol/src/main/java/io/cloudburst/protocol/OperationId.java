package io.cloudburst.protocol;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;

/**
 * Names an operation on the store, so that an update that repeats it is recognised. Drawn or hashed so that no two operations have
 * the same.
 */
public record OperationId(long high, long low) {
    /** How long an encoded one is. */
    public static final int BYTES = 2 * Long.BYTES;

    /** The first {@value #BYTES} bytes of a hash; or an encoded one. */
    public static OperationId of(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new OperationId(buffer.getLong(), buffer.getLong());
    }

    public ByteString toByteString() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).putLong(high).putLong(low).flip();
        return ByteString.copyFrom(bytes);
    }
}
