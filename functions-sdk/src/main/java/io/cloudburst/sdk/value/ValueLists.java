package io.cloudburst.sdk.value;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.google.protobuf.ByteString;
import io.cloudburst.protocol.Value;
import io.cloudburst.protocol.ValueList;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import java.io.IOException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Function;

/** Values that are lists, taken apart into their elements and put together, without the classes of the elements. */
public final class ValueLists {
    private static final ObjectMapper CBOR = new CBORMapper();
    private static final ObjectMapper JSON = new JsonMapper();
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
                case LIST ->
                    value.getList().getJoined()
                            ? value.getList().getValuesList().stream()
                                    .flatMap(list -> elements(list).stream())
                                    .toList()
                            : value.getList().getValuesList();
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

    /** The elements from {@code from} to before {@code to}, in the encoding that is quickest to make. */
    static Value slice(Value list, int from, int to) {
        return list.hasArray()
                ? Value.newBuilder()
                        .setArray(PrimitiveArrays.slice(list.getArray(), from, to))
                        .build()
                : of(elements(list).subList(from, to));
    }

    /** How many elements it has, without reading each of them as far as that can be; empty if it is no list. */
    public static OptionalInt count(Value value) {
        return switch (value.getKindCase()) {
            case LIST -> OptionalInt.of(elements(value).size());
            case ARRAY -> OptionalInt.of(PrimitiveArrays.length(value.getArray()));
            case CBOR -> count(value.getCbor(), CBOR);
            case JSON -> count(value.getJson(), JSON);
            default -> OptionalInt.empty();
        };
    }

    private static OptionalInt count(ByteString encoded, ObjectMapper mapper) {
        try (JsonParser in = mapper.getFactory().createParser(encoded.newInput())) {
            if (in.nextToken() != JsonToken.START_ARRAY) {
                return OptionalInt.empty();
            }
            int count = 0;
            while (in.nextToken() != JsonToken.END_ARRAY) {
                if (in.currentToken() == null) {
                    return OptionalInt.empty();
                }
                in.skipChildren();
                count++;
            }
            return OptionalInt.of(count);
        } catch (IOException e) {
            // Whoever reads it will say so.
            return OptionalInt.empty();
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

    static CloudburstException notAList(String kind) {
        return new CloudburstException(
                ErrorCode.INVALID_ARGUMENT,
                "expected a list, got %s"
                        .formatted(kind.toLowerCase(Locale.ROOT).replace('_', ' ')));
    }
}
