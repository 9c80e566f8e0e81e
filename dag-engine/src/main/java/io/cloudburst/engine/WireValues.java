package io.cloudburst.engine;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.value.Large;
import io.cloudburst.sdk.value.ValueCodec;
import io.cloudburst.sdk.value.ValueJson;
import io.cloudburst.sdk.value.ValueLists;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Values as they are on the wire. */
public final class WireValues implements Values<Value> {
    private static final Object NOT_A_SCALAR = new Object();
    /** Refuses what is too large. */
    private static final ValueCodec SIZES = new ValueCodec(WireValues.class.getClassLoader());

    @Override
    public Value nothing() {
        return ValueCodec.NULL;
    }

    @Override
    public boolean isOneOf(Value value, List<Object> scalars) {
        Object actual = scalar(value);
        return actual != NOT_A_SCALAR && scalars.stream().anyMatch(scalar -> equal(actual, scalar));
    }

    private static Object scalar(Value value) {
        return switch (value.getKindCase()) {
            case NULL_VALUE -> null;
            case BOOLEAN -> value.getBoolean();
            case INT32 -> value.getInt32();
            case INT64 -> value.getInt64();
            case FLOAT32 -> value.getFloat32();
            case FLOAT64 -> value.getFloat64();
            case TEXT -> value.getText();
            // An enum, or a number too large for a long, for instance.
            case CBOR, JSON -> parsed(value);
            default -> NOT_A_SCALAR;
        };
    }

    private static Object parsed(Value value) {
        try {
            return scalar(ValueJson.toJson(value));
        } catch (IllegalArgumentException e) {
            // Nobody has read it yet: whoever takes it as an argument will say so.
            return NOT_A_SCALAR;
        }
    }

    private static Object scalar(JsonNode node) {
        return switch (node.getNodeType()) {
            case NULL -> null;
            case BOOLEAN -> node.booleanValue();
            case NUMBER -> node.numberValue();
            case STRING -> node.textValue();
            default -> NOT_A_SCALAR;
        };
    }

    private static boolean equal(Object a, Object b) {
        if (a instanceof Number x && b instanceof Number y) {
            return isFinite(x) && isFinite(y)
                    ? decimal(x).compareTo(decimal(y)) == 0
                    : Double.compare(x.doubleValue(), y.doubleValue()) == 0 && isFinite(x) == isFinite(y);
        }
        return Objects.equals(a, b);
    }

    private static boolean isFinite(Number number) {
        return !(number instanceof Double || number instanceof Float) || Double.isFinite(number.doubleValue());
    }

    /** Fractions by the shortest text that is read as them, so that 0.1 is 0.1 in whatever type. */
    private static BigDecimal decimal(Number number) {
        return number instanceof Double whole && whole == Math.rint(whole)
                ? new BigDecimal(whole)
                : new BigDecimal(number.toString());
    }

    @Override
    public List<Value> split(Value list, int parts) {
        boolean large = Large.isIn(list);
        List<Value> elements = large ? List.of() : ValueLists.elements(list);
        int size = large ? Large.elements(list) : elements.size();
        int count = Math.min(parts, size);
        List<Value> split = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            // As even as can be, in order.
            int from = (int) ((long) size * i / count);
            int to = (int) ((long) size * (i + 1) / count);
            split.add(large ? Large.slice(list, from, to) : ValueLists.of(elements.subList(from, to)));
        }
        return split;
    }

    @Override
    public int size(Value list) {
        return Large.isIn(list)
                ? Large.elements(list)
                : ValueLists.elements(list).size();
    }

    @Override
    public Value concatenate(List<Value> lists) {
        if (lists.stream().anyMatch(Large::isIn)) {
            Value joined = Large.join(lists);
            Large.elements(joined);
            if (Large.bytes(joined) > ValueCodec.MAX_BYTES) {
                throw new CloudburstException(
                        ErrorCode.PAYLOAD_TOO_LARGE,
                        "they have %d bytes together, at most %d are allowed; return less"
                                .formatted(Large.bytes(joined), ValueCodec.MAX_BYTES));
            }
            return joined;
        }
        List<Value> all = new ArrayList<>();
        lists.forEach(list -> all.addAll(ValueLists.elements(list)));
        return SIZES.encode(ValueLists.of(all));
    }
}
