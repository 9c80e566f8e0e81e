package io.cloudburst.sdk.value;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.google.protobuf.ByteString;
import io.cloudburst.protocol.Value;
import io.cloudburst.protocol.ValueList;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Values that are lists, taken apart into their elements and put together, without the classes of the elements. */
public final class ValueLists {
    private static final ObjectMapper CBOR = new CBORMapper();
    private static final ValueCodec SCALARS = new ValueCodec(ValueLists.class.getClassLoader());

    private ValueLists() {}

    public static Value of(Iterable<Value> elements) {
        return Value.newBuilder()
                .setList(ValueList.newBuilder().addAllValues(elements))
                .build();
    }

    /**
     * The elements, in order: scalars as what they are, anything else in the encoding that the list was in.
     *
     * @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} if it is not a list, a collection or an array of primitives other
     *     than bytes, or cannot be read
     */
    public static List<Value> elements(Value value) {
        try {
            return switch (value.getKindCase()) {
                case LIST -> value.getList().getValuesList();
                case ARRAY -> ofArray(PrimitiveArrays.decode(value.getArray()));
                case CBOR -> of(ValueJson.toJson(value), ValueLists::fromCbor);
                // As they are: what looks like a reference in there is data.
                case JSON -> of(ValueJson.toJson(value), ValueLists::fromJson);
                default -> throw notAList(value.getKindCase().name());
            };
        } catch (IllegalArgumentException e) {
            throw new CloudburstException(
                    ErrorCode.INVALID_ARGUMENT, "expected a list, got what cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<Value> ofArray(Object array) {
        List<Value> elements = new ArrayList<>(Array.getLength(array));
        for (int i = 0; i < Array.getLength(array); i++) {
            elements.add(SCALARS.encode(Array.get(array, i)));
        }
        return elements;
    }

    private static List<Value> of(JsonNode list, Function<JsonNode, Value> element) {
        if (!list.isArray()) {
            throw notAList(list.getNodeType().name());
        }
        List<Value> elements = new ArrayList<>(list.size());
        list.forEach(node -> elements.add(element.apply(node)));
        return elements;
    }

    private static Value fromJson(JsonNode element) {
        return element.isContainerNode()
                ? Value.newBuilder()
                        .setJson(ByteString.copyFrom(ValueJson.write(element)))
                        .build()
                : ValueJson.fromJson(element);
    }

    /** By way of JSON it would lose what JSON has no word for: bytes, exact decimals, floats that are not finite. */
    private static Value fromCbor(JsonNode element) {
        if (element instanceof BinaryNode bytes) {
            return Value.newBuilder()
                    .setBytes(ByteString.copyFrom(bytes.binaryValue()))
                    .build();
        }
        if (element.isFloat()) {
            return Value.newBuilder().setFloat32(element.floatValue()).build();
        }
        if (element.isDouble()) {
            return Value.newBuilder().setFloat64(element.doubleValue()).build();
        }
        if (element.isContainerNode() || element.isBigDecimal() || element.isBigInteger()) {
            try {
                return Value.newBuilder()
                        .setCbor(ByteString.copyFrom(CBOR.writeValueAsBytes(element)))
                        .build();
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException("cannot be written as CBOR: " + e.getOriginalMessage(), e);
            }
        }
        return ValueJson.fromJson(element);
    }

    private static CloudburstException notAList(String kind) {
        return new CloudburstException(
                ErrorCode.INVALID_ARGUMENT,
                "expected a list, got %s"
                        .formatted(kind.toLowerCase(Locale.ROOT).replace('_', ' ')));
    }
}
