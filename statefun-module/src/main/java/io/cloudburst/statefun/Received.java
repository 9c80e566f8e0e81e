package io.cloudburst.statefun;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import io.cloudburst.protocol.Call;
import java.io.IOException;

/** A call, and the bytes that it came as: those are kept with what is done for it outside. */
record Received(Call call, ByteString bytes) {
    static Received of(ByteString bytes) {
        try {
            CodedInputStream in = bytes.newCodedInput();
            // Thousands of calls may wait here: what they bring is in memory once.
            in.enableAliasing(true);
            return new Received(Call.parseFrom(in), bytes);
        } catch (IOException e) {
            throw new IllegalStateException("the ingress let a call through that is not one", e);
        }
    }

    static Received of(Call call) {
        return new Received(call, call.toByteString());
    }
}
