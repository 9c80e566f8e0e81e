package io.cloudburst.sdk.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cloudburst.protocol.PrimitiveArray;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.Ref;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ValueListsTest {
    enum Colour {
        RED
    }

    record Point(int x, byte[] bytes, double y) {}

    private static final ValueCodec CODEC = new ValueCodec(ValueListsTest.class.getClassLoader());

    private static Value json(String text) {
        return Value.newBuilder().setJson(ByteString.copyFromUtf8(text)).build();
    }

    static Stream<Arguments> lists() {
        return Stream.of(
                Arguments.of(new int[] {1, -2}, List.of(1, -2)),
                Arguments.of(new long[] {1, Long.MIN_VALUE}, List.of(1L, Long.MIN_VALUE)),
                Arguments.of(new short[] {7}, List.of(7)),
                Arguments.of(new double[] {0.5, Double.NaN}, List.of(0.5, Double.NaN)),
                Arguments.of(new float[] {0.1f, Float.NEGATIVE_INFINITY}, List.of(0.1f, Float.NEGATIVE_INFINITY)),
                Arguments.of(new boolean[] {true, false}, List.of(true, false)),
                Arguments.of(new char[] {'a', '✓'}, List.of("a", "✓")),
                Arguments.of(new int[0], List.of()),
                Arguments.of(List.of(), List.of()),
                Arguments.of(Arrays.asList(1, null, "two", true), Arrays.asList(1, null, "two", true)),
                Arguments.of(List.of(1L << 40, 0.1f, Double.NaN), List.of(1L << 40, 0.1f, Double.NaN)),
                Arguments.of(new LinkedHashSet<>(List.of("b", "a")), List.of("b", "a")),
                Arguments.of(new String[] {"x"}, List.of("x")),
                Arguments.of(List.of(Colour.RED), List.of("RED")),
                Arguments.of(List.of(List.of(1), Map.of("k", 2)), List.of(List.of(1), Map.of("k", 2))),
                Arguments.of(
                        json("[1, \"a\", null, [2], {\"$ref\": \"k\"}, 1.5, 9999999999]"),
                        Arrays.asList(1, "a", null, List.of(2), Map.of("$ref", "k"), 1.5, 9_999_999_999L)),
                Arguments.of(
                        ValueLists.of(List.of(CODEC.encode(1), json("[2]"), CODEC.encode(null))),
                        Arrays.asList(1, List.of(2), null)));
    }

    @ParameterizedTest
    @MethodSource("lists")
    void everyListHasItsElements(Object list, List<Object> elements) {
        List<Value> taken = ValueLists.elements(CODEC.encode(list));

        assertThat(taken.stream().map(CODEC::decode)).isEqualTo(elements);
        assertThat(CODEC.decode(ValueLists.of(taken))).isEqualTo(elements);
        assertThat(ValueLists.elements(ValueLists.of(taken))).isEqualTo(taken);
    }

    @Test
    void elementsLoseNothingOfTheirType() {
        BigDecimal exact = new BigDecimal("12345678901234567890.123456789");
        BigInteger large = BigInteger.TWO.pow(100);
        Point point = new Point(1, new byte[] {1, -1}, Double.NEGATIVE_INFINITY);

        List<Value> elements = ValueLists.elements(CODEC.encode(List.of(exact, large, point, new byte[] {3})));

        assertThat(CODEC.decode(elements.get(0), BigDecimal.class)).isEqualTo(exact);
        assertThat(CODEC.decode(elements.get(1), BigInteger.class)).isEqualTo(large);
        assertThat((Point) CODEC.decode(elements.get(2), Point.class))
                .usingRecursiveComparison()
                .isEqualTo(point);
        assertThat((byte[]) CODEC.decode(elements.get(3), byte[].class)).containsExactly(3);
    }

    static Stream<Arguments> others() {
        return Stream.of(
                Arguments.of(CODEC.encode(null), "null value"),
                Arguments.of(CODEC.encode(1), "int32"),
                Arguments.of(CODEC.encode("[1]"), "text"),
                Arguments.of(CODEC.encode(new byte[] {1}), "bytes"),
                Arguments.of(CODEC.encode(Ref.to("k")), "reference"),
                Arguments.of(CODEC.encode(Map.of("k", 1)), "object"),
                Arguments.of(CODEC.encode(Colour.RED), "string"),
                Arguments.of(json("{}"), "object"),
                Arguments.of(json("1"), "number"),
                Arguments.of(json("[1"), "not JSON"),
                Arguments.of(json("[1e999]"), "64-bit float"),
                Arguments.of(
                        Value.newBuilder()
                                .setCbor(ByteString.copyFrom(new byte[] {(byte) 0x82, 1}))
                                .build(),
                        "not CBOR"),
                Arguments.of(
                        Value.newBuilder()
                                .setArray(PrimitiveArray.newBuilder()
                                        .setType(PrimitiveArray.Type.INT32)
                                        .setElements(ByteString.copyFrom(new byte[3])))
                                .build(),
                        "3 bytes"),
                Arguments.of(Value.getDefaultInstance(), "kind not set"));
    }

    @ParameterizedTest
    @MethodSource("others")
    void whatIsNoListSaysWhatItIs(Value value, String word) {
        assertThatThrownBy(() -> ValueLists.elements(value))
                .isInstanceOfSatisfying(
                        CloudburstException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .hasMessageContaining(word);
    }
}
