package io.cloudburst.sdk.value;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.OutputStream;

/** Collects bytes and refuses more than a limit, so that an endless object is found out before memory is. */
final class BoundedOutput extends OutputStream {
    static final class FullException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private final ByteString.Output bytes = ByteString.newOutput();
    private final int limit;

    BoundedOutput(int limit) {
        this.limit = limit;
    }

    @Override
    public void write(int b) throws IOException {
        reserve(1);
        bytes.write(b);
    }

    @Override
    public void write(byte[] b, int offset, int length) throws IOException {
        reserve(length);
        bytes.write(b, offset, length);
    }

    ByteString toByteString() {
        return bytes.toByteString();
    }

    private void reserve(int length) throws FullException {
        if (bytes.size() + (long) length > limit) {
            throw new FullException();
        }
    }
}
