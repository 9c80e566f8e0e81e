package io.cloudburst.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cloudburst.protocol.LargeValue;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.Ref;
import io.cloudburst.sdk.value.Large;
import io.cloudburst.sdk.value.ValueCodec;
import io.cloudburst.sdk.value.ValueLists;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireValuesTest {
    enum Colour {
        RED
    }

    private static final ValueCodec CODEC = new ValueCodec(WireValuesTest.class.getClassLoader());
    private final WireValues values = new WireValues();

    private static Value json(String text) {
        return Value.newBuilder().setJson(ByteString.copyFromUtf8(text)).build();
    }

    static Stream<Arguments> equal() {
        return Stream.of(
                Arguments.of(null, null),
                Arguments.of(true, true),
                Arguments.of("x", "x"),
                Arguments.of('x', "x"),
                Arguments.of(Colour.RED, "RED"),
                Arguments.of(1, 1L),
                Arguments.of(1L, 1),
                Arguments.of(1, 1.0),
                Arguments.of((short) 1, 1),
                Arguments.of(1.0, 1),
                Arguments.of(0.1f, 0.1),
                Arguments.of(-0.0, 0),
                Arguments.of(0, -0.0),
                Arguments.of(Double.NaN, Double.NaN),
                Arguments.of(Float.POSITIVE_INFINITY, Double.POSITIVE_INFINITY),
                Arguments.of(BigInteger.valueOf(7), 7),
                Arguments.of(1L << 62, 0x1p62),
                Arguments.of(BigInteger.TWO.pow(80), 0x1p80),
                Arguments.of(new BigDecimal("0.100"), 0.1),
                Arguments.of(json("\"x\""), "x"),
                Arguments.of(json("1"), 1.0),
                Arguments.of(json("1.50"), 1.5),
                Arguments.of(json("null"), null),
                Arguments.of(json("false"), false));
    }

    @ParameterizedTest
    @MethodSource("equal")
    void aResultEqualsTheScalarOfItsValue(Object result, Object scalar) {
        assertThat(values.isOneOf(CODEC.encode(result), Arrays.asList("another", scalar, -5)))
                .isTrue();
    }

    static Stream<Arguments> different() {
        return Stream.of(
                Arguments.of(1, true),
                Arguments.of(1, "1"),
                Arguments.of("1", 1),
                Arguments.of("null", null),
                Arguments.of(null, 0),
                Arguments.of(null, ""),
                Arguments.of(false, null),
                Arguments.of(1, 1.5),
                Arguments.of((1L << 53) + 1, 0x1p53),
                Arguments.of(Long.MAX_VALUE, 0x1p63),
                Arguments.of(BigInteger.TWO.pow(64), 0),
                Arguments.of(BigInteger.TEN.pow(400), Double.POSITIVE_INFINITY),
                Arguments.of(Double.NaN, 0),
                Arguments.of(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY),
                Arguments.of(List.of(1), 1),
                Arguments.of(List.of(), null),
                Arguments.of(Map.of(), null),
                Arguments.of(new int[] {1}, 1),
                Arguments.of(new byte[] {1}, 1),
                Arguments.of(Ref.to("k"), "k"),
                Arguments.of(ValueLists.of(List.of()), null),
                Arguments.of(json("[1]"), 1),
                Arguments.of(json("not JSON"), "not JSON"),
                Arguments.of(Value.newBuilder().setCbor(ByteString.EMPTY).build(), null),
                Arguments.of(Value.getDefaultInstance(), null));
    }

    @ParameterizedTest
    @MethodSource("different")
    void anythingElseIsNotEqual(Object result, Object scalar) {
        assertThat(values.isOneOf(CODEC.encode(result), Arrays.asList(scalar, "another")))
                .isFalse();
    }

    @Test
    void nothingIsNull() {
        assertThat(values.isOneOf(values.nothing(), Arrays.asList(1, null))).isTrue();
        assertThat(values.isOneOf(values.nothing(), List.of())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64})
    void aListIsSplitEvenlyAndInOrderAndNothingIsLost(int parts) {
        for (int size = 0; size <= 200; size++) {
            List<Integer> elements = IntStream.range(0, size).boxed().toList();

            List<Value> split = values.split(CODEC.encode(elements), parts);

            assertThat(split).hasSize(Math.min(size, parts));
            int smallest = split.isEmpty() ? 0 : size / split.size();
            assertThat(split).allSatisfy(part -> assertThat(part.getList().getValuesCount())
                    .isBetween(smallest, smallest + 1));
            assertThat(CODEC.decode(values.concatenate(split))).isEqualTo(elements);
        }
    }

    @Test
    void listsOfAllKindsAreConcatenated() {
        List<Value> lists = List.of(
                CODEC.encode(List.of("a")), CODEC.encode(new int[] {1, 2}), json("[null]"), ValueLists.of(List.of()));

        assertThat(CODEC.decode(values.concatenate(lists))).isEqualTo(Arrays.asList("a", 1, 2, null));
        assertThat(CODEC.decode(values.concatenate(List.of()))).isEqualTo(List.of());
    }

    @Test
    void whatIsNoListAndWhatIsTooMuchIsRefused() {
        List<Value> large = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            large.add(ValueLists.of(List.of(CODEC.encode(new byte[ValueCodec.MAX_BYTES / 2]))));
        }

        refused(() -> values.split(CODEC.encode("text"), 2), ErrorCode.INVALID_ARGUMENT, "expected a list, got text");
        refused(() -> values.split(json("[1"), 2), ErrorCode.INVALID_ARGUMENT, "not JSON");
        refused(() -> values.concatenate(List.of(CODEC.encode(1))), ErrorCode.INVALID_ARGUMENT, "got int32");
        refused(() -> values.concatenate(large), ErrorCode.PAYLOAD_TOO_LARGE, "67108864");
    }

    @Test
    void whatIsElsewhereIsTakenApartAndPutTogetherWithoutItsBytes() {
        Value large = Value.newBuilder()
                .setLarge(
                        LargeValue.newBuilder().setId("a").setBytes(40_000_000).setElements(5))
                .build();

        List<Value> split = values.split(large, 2);

        assertThat(split)
                .hasSize(2)
                .allSatisfy(part -> assertThat(part.getLarge().getId()).isEqualTo("a"));
        assertThat(split.get(0).getLarge().getSlice().getTo()).isEqualTo(2);
        assertThat(split.get(1).getLarge().getSlice().getTo()).isEqualTo(5);
        Value joined = values.concatenate(List.of(large, CODEC.encode(List.of(1, 2))));
        assertThat(Large.elements(joined)).isEqualTo(7);
        assertThat(values.split(joined, 7)).hasSize(7).last().satisfies(part -> assertThat(CODEC.decode(part))
                .isEqualTo(List.of(2)));
        refused(() -> values.concatenate(List.of(large, large)), ErrorCode.PAYLOAD_TOO_LARGE, "80000000 bytes");
        refused(() -> values.concatenate(List.of(large, CODEC.encode(1))), ErrorCode.INVALID_ARGUMENT, "got int32");
        assertThat(values.isOneOf(large, List.of(1))).isFalse();
    }

    private static void refused(Runnable doing, ErrorCode code, String word) {
        assertThatThrownBy(doing::run)
                .isInstanceOfSatisfying(
                        CloudburstException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(word);
    }
}
