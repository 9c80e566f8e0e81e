package io.cloudburst.remote.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.cloudburst.protocol.Value;
import io.cloudburst.protocol.statefun.BooleanWrapper;
import io.cloudburst.protocol.statefun.DoubleWrapper;
import io.cloudburst.protocol.statefun.FloatWrapper;
import io.cloudburst.protocol.statefun.IntWrapper;
import io.cloudburst.protocol.statefun.LongWrapper;
import io.cloudburst.protocol.statefun.StringWrapper;
import io.cloudburst.protocol.statefun.TypedValue;
import io.cloudburst.remote.client.TransportException.Kind;
import io.cloudburst.remote.wire.StageMessages;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.value.ValueJson;
import java.util.List;

/** Arguments and results of functions that are not in Java. */
final class JsonValues {
    private static final String SIMPLE = "io.statefun.types/";

    private JsonValues() {}

    /** Of one call: a JSON array. */
    static TypedValue arguments(String function, List<Value> arguments) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode(arguments.size());
        for (Value argument : arguments) {
            try {
                all.add(ValueJson.toJson(argument));
            } catch (IllegalArgumentException e) {
                throw new CloudburstException(
                        ErrorCode.INVALID_ARGUMENT,
                        "argument %d of function '%s', which is given JSON, cannot be: %s"
                                .formatted(all.size() + 1, function, e.getMessage()),
                        e);
            }
        }
        return StateFunMessages.typed(StageMessages.JSON_TYPE, ByteString.copyFrom(ValueJson.write(all)));
    }

    static boolean isError(TypedValue result) {
        return result.getTypename().equals(StageMessages.ERROR_TYPE);
    }

    static JsonNode error(TypedValue result) {
        return parse(result);
    }

    /**
     * What a function gave: JSON, or one of StateFun's simple types.
     *
     * @throws TransportException if it is neither
     */
    static Value result(TypedValue result) {
        if (!result.getHasValue()) {
            return Value.newBuilder().setNullValue(true).build();
        }
        if (result.getTypename().equals(StageMessages.JSON_TYPE)) {
            JsonNode json = parse(result);
            // As it is: what looks like a reference is none in a result.
            return json.isContainerNode()
                    ? Value.newBuilder().setJson(result.getValue()).build()
                    : ValueJson.fromJson(json);
        }
        Value.Builder value = Value.newBuilder();
        ByteString bytes = result.getValue();
        try {
            switch (result.getTypename()) {
                case SIMPLE + "bool" ->
                    value.setBoolean(BooleanWrapper.parseFrom(bytes).getValue());
                case SIMPLE + "int" ->
                    value.setInt32(IntWrapper.parseFrom(bytes).getValue());
                case SIMPLE + "long" ->
                    value.setInt64(LongWrapper.parseFrom(bytes).getValue());
                case SIMPLE + "float" ->
                    value.setFloat32(FloatWrapper.parseFrom(bytes).getValue());
                case SIMPLE + "double" ->
                    value.setFloat64(DoubleWrapper.parseFrom(bytes).getValue());
                case SIMPLE + "string" ->
                    value.setText(StringWrapper.parseFrom(bytes).getValue());
                default ->
                    throw new TransportException(
                            Kind.FINAL,
                            "it gave a '%s'; give a '%s' or one of StateFun's simple types"
                                    .formatted(result.getTypename(), StageMessages.JSON_TYPE));
            }
        } catch (InvalidProtocolBufferException e) {
            throw new TransportException(
                    Kind.FINAL, "it gave a '%s' that is none: %s".formatted(result.getTypename(), e.getMessage()));
        }
        return value.build();
    }

    private static JsonNode parse(TypedValue json) {
        try {
            return ValueJson.parse(json.getValue().toByteArray());
        } catch (IllegalArgumentException e) {
            throw new TransportException(
                    Kind.FINAL, "it gave a '%s' that is none: %s".formatted(json.getTypename(), e.getMessage()));
        }
    }
}
