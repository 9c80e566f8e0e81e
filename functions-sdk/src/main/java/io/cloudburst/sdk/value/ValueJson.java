package io.cloudburst.sdk.value;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.google.protobuf.ByteString;
import io.cloudburst.protocol.PrimitiveArray;
import io.cloudburst.protocol.Reference;
import io.cloudburst.protocol.Value;
import io.cloudburst.protocol.ValueList;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/**
 * Values as JSON (RFC 8259), for callers that speak it. Lossy where JSON is poorer: all integers are numbers, bytes become base64
 * text (RFC 4648, with padding), a {@code char[]} becomes text, and a float that is not finite becomes the text {@code "NaN"},
 * {@code "Infinity"} or {@code "-Infinity"}.
 *
 * <p>Every method throws {@link IllegalArgumentException} for what it cannot read, saying what was wrong. Thread-safe.
 */
public final class ValueJson {

    /** The only field of an object that stands for the value under a key of the store. */
    private static final String REFERENCE = "$ref";
    /** Beside a reference. */
    private static final String WAIT = "wait";

    /** Strict: of two fields of one name, or text after the value, nobody knows which was meant. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final ObjectMapper CBOR = new CBORMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private ValueJson() {}

    /** The JSON value that a text in UTF-8 is. */
    public static JsonNode parse(byte[] text) {
        try {
            JsonNode node = JSON.readTree(text);
            if (node.isMissingNode()) {
                throw new IllegalArgumentException("not JSON: the text is empty");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + described(e), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("not JSON: " + e.getMessage(), e);
        }
    }

    /** The text of a JSON value, in UTF-8. */
    public static byte[] write(JsonNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** A value as JSON. */
    public static JsonNode toJson(Value value) {
        return switch (value.getKindCase()) {
            case NULL_VALUE -> NODES.nullNode();
            case BOOLEAN -> NODES.booleanNode(value.getBoolean());
            case INT32 -> NODES.numberNode(value.getInt32());
            case INT64 -> NODES.numberNode(value.getInt64());
            case FLOAT32 -> number(value.getFloat32());
            case FLOAT64 -> number(value.getFloat64());
            case TEXT -> NODES.textNode(value.getText());
            case BYTES ->
                NODES.textNode(
                        Base64.getEncoder().encodeToString(value.getBytes().toByteArray()));
            case ARRAY -> array(value.getArray());
            case CBOR -> cbor(value.getCbor());
            case JSON -> parse(value.getJson().toByteArray());
            case LIST -> list(value.getList());
            case REFERENCE -> reference(value.getReference());
            case LARGE ->
                throw new IllegalArgumentException(
                        "a value of " + value.getLarge().getBytes() + " bytes, kept apart");
            case CODED ->
                throw new IllegalArgumentException(
                        "a value in the form of codec '" + value.getCoded().getCodec() + "'");
            case KIND_NOT_SET ->
                throw new IllegalArgumentException(
                        "a value of no kind: it was written by a newer version, or by no codec at all");
        };
    }

    /**
     * A JSON value as an argument. Null, booleans, text and numbers become the kinds of that name: integers the smallest of int32 and
     * int64 that holds them, fractions float64. {@code {"$ref": "KEY"}} becomes a reference to what the store has under that key, with {@code "wait": true} beside it one that waits until there is something.
     * Every other object, arrays, and integers beyond int64, stay JSON; references inside them are not looked for.
     */
    public static Value fromJson(JsonNode node) {
        Value.Builder value = Value.newBuilder();
        switch (node.getNodeType()) {
            case NULL -> value.setNullValue(true);
            case BOOLEAN -> value.setBoolean(node.booleanValue());
            case STRING -> value.setText(node.textValue());
            case NUMBER -> setNumber(value, node);
            case OBJECT -> {
                if (node.has(REFERENCE) && (node.size() == 1 || node.size() == 2 && node.has(WAIT))) {
                    value.setReference(reference(node.get(REFERENCE), node.path(WAIT)));
                } else {
                    value.setJson(ByteString.copyFrom(write(node)));
                }
            }
            case ARRAY -> value.setJson(ByteString.copyFrom(write(node)));
            case BINARY, MISSING, POJO -> throw new IllegalArgumentException("not a JSON value: " + node.getNodeType());
        }
        return value.build();
    }

    private static void setNumber(Value.Builder value, JsonNode node) {
        if (node.isIntegralNumber()) {
            if (node.canConvertToInt()) {
                value.setInt32(node.intValue());
            } else if (node.canConvertToLong()) {
                value.setInt64(node.longValue());
            } else {
                value.setJson(ByteString.copyFrom(write(node)));
            }
        } else if (Double.isFinite(node.doubleValue())) {
            value.setFloat64(node.doubleValue());
        } else {
            throw new IllegalArgumentException("a number beyond the range of a 64-bit float");
        }
    }

    private static JsonNode reference(Reference reference) {
        ObjectNode node = NODES.objectNode().put(REFERENCE, reference.getKey());
        return reference.getWait() ? node.put(WAIT, true) : node;
    }

    /** @param wait may be missing */
    private static Reference reference(JsonNode key, JsonNode wait) {
        if (!key.isTextual() || key.textValue().isEmpty()) {
            throw new IllegalArgumentException(
                    "\"" + REFERENCE + "\" must be the key of an object in the store, as text, not " + key);
        }
        if (!wait.isMissingNode() && !wait.isBoolean()) {
            throw new IllegalArgumentException(
                    "\"" + WAIT + "\" beside \"" + REFERENCE + "\" must be true or false, not " + wait);
        }
        return Reference.newBuilder()
                .setKey(key.textValue())
                .setWait(wait.booleanValue())
                .build();
    }

    private static JsonNode number(double value) {
        return Double.isFinite(value) ? NODES.numberNode(value) : NODES.textNode(Double.toString(value));
    }

    /** Not by way of double: 0.1f is to be 0.1. */
    private static JsonNode number(float value) {
        return Float.isFinite(value) ? NODES.numberNode(value) : NODES.textNode(Float.toString(value));
    }

    private static JsonNode cbor(ByteString bytes) {
        try {
            return CBOR.readTree(bytes.newInput());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not CBOR: " + described(e), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("not CBOR: " + e.getMessage(), e);
        }
    }

    private static JsonNode list(ValueList list) {
        ArrayNode out = NODES.arrayNode(list.getValuesCount());
        for (Value value : list.getValuesList()) {
            if (list.getJoined()) {
                toJson(value).forEach(out::add);
            } else {
                out.add(toJson(value));
            }
        }
        return out;
    }

    private static JsonNode array(PrimitiveArray array) {
        ByteBuffer in = array.getElements().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        int width =
                switch (array.getType()) {
                    case BOOLEAN -> Byte.BYTES;
                    case INT16, CHAR -> Short.BYTES;
                    case INT32, FLOAT32 -> Integer.BYTES;
                    case INT64, FLOAT64 -> Long.BYTES;
                    case TYPE_UNSPECIFIED, UNRECOGNIZED ->
                        throw new IllegalArgumentException("an array of unknown type " + array.getTypeValue());
                };
        if (in.remaining() % width != 0) {
            throw new IllegalArgumentException("an array of " + array.getType() + " in " + in.remaining()
                    + " bytes, which is no multiple of " + width);
        }
        if (array.getType() == PrimitiveArray.Type.CHAR) {
            return NODES.textNode(in.asCharBuffer().toString());
        }
        ArrayNode out = NODES.arrayNode(in.remaining() / width);
        while (in.hasRemaining()) {
            switch (array.getType()) {
                case BOOLEAN -> out.add(in.get() != 0);
                case INT16 -> out.add(in.getShort());
                case INT32 -> out.add(in.getInt());
                case INT64 -> out.add(in.getLong());
                case FLOAT32 -> out.add(number(in.getFloat()));
                case FLOAT64 -> out.add(number(in.getDouble()));
                default -> throw new AssertionError(array.getType());
            }
        }
        return out;
    }

    /** Without where an array or an object began, which Jackson says in the words of its settings. */
    private static String described(JsonProcessingException e) {
        String message = e.getOriginalMessage().replaceFirst(" \\(start marker at \\[.*?]\\)", "");
        return e.getLocation() == null
                ? message
                : message + " (byte " + e.getLocation().getByteOffset() + ")";
    }
}
