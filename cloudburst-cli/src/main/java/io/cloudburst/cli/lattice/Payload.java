package io.cloudburst.cli.lattice;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.value.ValueJson;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Byte strings in lattices. What the SDK writes there are values, which are JSON, though not every value comes back from its JSON as
 * it was: those, and bytes of somebody's own, are {@code {"$bytes": BASE64}} where they must come back. Of an object that is too large for
 * a record only its size is here: {@code {"$large": BYTES}}.
 */
final class Payload {
    private static final String BYTES = "$bytes";
    private static final String SHOWN = "$as";
    private static final String LARGE = "$large";

    private Payload() {}

    /** The value, or else the bytes in base64. */
    static JsonNode readable(byte[] bytes) {
        try {
            Value value = Value.parseFrom(bytes);
            if (value.hasLarge()) {
                return JsonNodeFactory.instance
                        .objectNode()
                        .put(LARGE, value.getLarge().getBytes());
            }
            if (value.getKindCase() != Value.KindCase.KIND_NOT_SET) {
                return ValueJson.toJson(value);
            }
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            // None that the SDK has written.
        }
        return base64(bytes);
    }

    /** What {@link #read} makes the same bytes of. */
    static JsonNode exact(byte[] bytes) {
        JsonNode readable = readable(bytes);
        try {
            if (Arrays.equals(read(new JsonPlace("", readable)), bytes)) {
                return readable;
            }
        } catch (IllegalArgumentException e) {
            // Only looks like the exact form.
        }
        ObjectNode exact = JsonNodeFactory.instance.objectNode();
        exact.set(BYTES, base64(bytes));
        if (!readable.equals(exact.get(BYTES))) {
            exact.set(SHOWN, readable);
        }
        return exact;
    }

    static byte[] read(JsonPlace place) {
        if (!place.isObject() || !place.has(BYTES)) {
            return place.value().toByteArray();
        }
        place.only(List.of(BYTES, SHOWN));
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(place.field(BYTES).text());
        } catch (IllegalArgumentException e) {
            throw place.wrong("its " + BYTES + " are no base64");
        }
        // As text: 0.1 is a float in one and a double in the other.
        if (place.has(SHOWN)
                && !place.field(SHOWN).node().toString().equals(readable(bytes).toString())) {
            throw place.wrong("its " + SHOWN + " is not what its " + BYTES + " are; leave " + SHOWN
                    + " out, or give the value alone");
        }
        return bytes;
    }

    private static JsonNode base64(byte[] bytes) {
        return JsonNodeFactory.instance.textNode(Base64.getEncoder().encodeToString(bytes));
    }
}
