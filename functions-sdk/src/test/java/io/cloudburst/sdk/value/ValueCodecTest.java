package io.cloudburst.sdk.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.Ref;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ValueCodecTest {
    enum Colour {
        RED
    }

    record Point(int x, Optional<String> label, Colour colour, List<Point> more) {}

    private final ValueCodec codec = new ValueCodec(getClass().getClassLoader());

    static Stream<Object> objects() {
        return Stream.of(
                true,
                1,
                -1L,
                Long.MAX_VALUE,
                1.5f,
                Double.MIN_VALUE,
                "text ✓",
                'c',
                (short) 3,
                (byte) 4,
                new byte[] {1, 2},
                new int[] {1, -2},
                new long[] {Long.MIN_VALUE},
                new double[] {Math.PI},
                new float[] {1f},
                new short[] {7},
                new char[] {'x'},
                new boolean[] {true, false},
                new BigDecimal("12345678901234567890.123456789"),
                new BigInteger("123456789012345678901234567890"),
                Instant.parse("2026-11-23T10:00:00.123456789Z"),
                LocalDate.of(2026, 11, 23),
                UUID.randomUUID(),
                Colour.RED,
                new Point(1, Optional.of("a"), Colour.RED, List.of(new Point(2, Optional.empty(), null, List.of()))));
    }

    @ParameterizedTest
    @MethodSource("objects")
    void whatGoesInComesOut(Object object) {
        assertThat(codec.decode(codec.encode(object), object.getClass())).isEqualTo(object);
    }

    @Test
    void nullIsAValue() {
        assertThat(codec.decode(codec.encode(null), Point.class)).isNull();
        assertThat(codec.decode(codec.encode(null))).isNull();
    }

    @Test
    void objectsReadWithoutATypeAreListsAndMaps() {
        assertThat(codec.decode(codec.encode(List.of(1, "two", Map.of("three", 3)))))
                .isEqualTo(List.of(1, "two", Map.of("three", 3)));
    }

    @Test
    void numbersConvertWhereNothingIsLost() {
        assertThat(codec.decode(codec.encode(4L), Integer.class)).isEqualTo(4);
        assertThat(codec.decode(codec.encode(4), Long.class)).isEqualTo(4L);
        assertThat(codec.decode(codec.encode(4), Double.class)).isEqualTo(4.0);
        assertThat(codec.decode(codec.encode(4.0), Integer.class)).isEqualTo(4);
        assertThat(codec.decode(codec.encode(4), BigDecimal.class)).isEqualTo(new BigDecimal(4));
        assertThat(codec.decode(codec.encode(4), Number.class)).isEqualTo(4);
        for (Object tooMuch : List.of(1L << 40, 1.5, Double.NaN)) {
            refused(() -> codec.decode(codec.encode(tooMuch), Integer.class), "java.lang.Integer");
        }
    }

    @Test
    void nothingIsGuessed() {
        refused(() -> codec.decode(codec.encode("2"), Integer.class), "java.lang.Integer", "String 2");
        refused(() -> codec.decode(codec.encode(2), String.class), "java.lang.String", "Integer 2");
        refused(() -> codec.decode(codec.encode(1), Boolean.class), "java.lang.Boolean");
        refused(() -> codec.decode(codec.encode(Map.of("x", "one")), Point.class), "Point");
        refused(() -> codec.decode(codec.encode(null), int.class), "int", "null");
    }

    record Name(String first, String last) {}

    record Person(Name name, long born, Colour favourite) {}

    record Node(int value, Node next) {}

    @ParameterizedTest
    @MethodSource
    void whatNobodyCanChangeIsDecodedOnce(Object object) {
        Object source = new Object();
        Value value = codec.encode(object);

        Object first = codec.decode(source, () -> value, object.getClass());

        assertThat(first).isEqualTo(object);
        assertThat(codec.decode(source, () -> fail("decoded again"), object.getClass()))
                .isSameAs(first);
        assertThat(codec.decode(new Object(), () -> value, object.getClass())).isEqualTo(object);
    }

    static Stream<Object> whatNobodyCanChangeIsDecodedOnce() {
        return Stream.of(
                100_000,
                "text",
                Colour.RED,
                Instant.EPOCH,
                new Name("Ada", "Lovelace"),
                new Person(new Name("Ada", "Lovelace"), 1815, Colour.RED),
                new Node(1, new Node(2, null)));
    }

    @Test
    void whatCanBeChangedIsEverybodysOwn() {
        for (Object object : List.of(
                new int[] {1}, List.of(1), Map.of("a", 1), new Point(1, Optional.empty(), Colour.RED, List.of()))) {
            Object source = new Object();
            Value value = codec.encode(object);
            Object first = codec.decode(source, () -> value, Object.class);

            assertThat(codec.decode(source, () -> value, Object.class))
                    .isNotSameAs(first)
                    .isEqualTo(first);
        }
    }

    @Test
    void whatIsReadAsAnotherTypeIsDecodedAnew() {
        Object source = new Object();
        Value value = codec.encode(4);

        assertThat(codec.decode(source, () -> value, Integer.class)).isEqualTo(4);
        assertThat(codec.decode(source, () -> value, Long.class)).isEqualTo(4L);
        assertThat(codec.decode(source, () -> value, Integer.class)).isEqualTo(4);
    }

    @Test
    void jsonReadsAsTheTypeThatIsAskedFor() {
        Value json = Value.newBuilder()
                .setJson(com.google.protobuf.ByteString.copyFromUtf8("{\"x\": 1, \"colour\": \"RED\"}"))
                .build();

        assertThat(codec.decode(json, Point.class)).isEqualTo(new Point(1, Optional.empty(), Colour.RED, null));
    }

    @Test
    void whatCannotBeSentSaysSo() {
        refused(() -> codec.encode(new Object()), "java.lang.Object");
        refused(() -> codec.encode(List.of(new Object())), "java.lang.Object");
        refused(() -> codec.encode(List.of(Ref.to("some key"))), "'some key'", "argument of its own");
    }

    @Test
    void tooLargeIsFoundOutBeforeMemoryIs() {
        byte[] large = new byte[ValueCodec.MAX_BYTES];
        assertThatThrownBy(() -> codec.encode(large))
                .isInstanceOfSatisfying(
                        CloudburstException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE));
        List<Object> endless = Collections.nCopies(Integer.MAX_VALUE, "0123456789");
        assertThatThrownBy(() -> codec.encode(endless))
                .isInstanceOfSatisfying(
                        CloudburstException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE));
    }

    private static void refused(Runnable reading, String... words) {
        assertThatThrownBy(reading::run)
                .isInstanceOfSatisfying(
                        CloudburstException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .hasMessageContainingAll(words);
    }
}
