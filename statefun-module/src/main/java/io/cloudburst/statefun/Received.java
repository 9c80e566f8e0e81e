package io.cloudburst.statefun;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.cloudburst.protocol.Call;

/** A call, and the bytes that it came as: those are kept with what is done for it outside. */
record Received(Call call, ByteString bytes) {
    static Received of(ByteString bytes) {
        try {
            return new Received(Call.parseFrom(bytes), bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the ingress let a call through that is not one", e);
        }
    }

    static Received of(Call call) {
        return new Received(call, call.toByteString());
    }
}
