package io.cloudburst.sdk.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cloudburst.protocol.Value;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ValueBytesTest {
    private static final ValueCodec CODEC = new ValueCodec(ValueBytesTest.class.getClassLoader());

    static Stream<Object> values() {
        List<Integer> many = IntStream.range(0, 2_000).boxed().toList();
        return Stream.of(
                1,
                "text",
                "long text".repeat(1_000),
                new byte[5],
                new byte[5_000],
                new double[] {1.5},
                new double[100_000],
                new int[1_000],
                new boolean[2_000],
                many,
                List.of());
    }

    @ParameterizedTest
    @MethodSource("values")
    void everyValueIsReadAsItWasWritten(Object object) throws Exception {
        Value value = CODEC.encode(object);
        ByteBuffer bytes = ByteBuffer.wrap(value.toByteArray()).asReadOnlyBuffer();

        Value read = ValueBytes.parse(bytes);

        assertThat(read).isEqualTo(value);
        assertThat(CODEC.decode(read, object.getClass().isArray() ? object.getClass() : Object.class))
                .isEqualTo(CODEC.decode(value));
        assertThat(bytes.position()).isZero();
    }

    @Test
    void whatIsLargeIsAView() throws Exception {
        byte[] bytes = CODEC.encode(new byte[10_000]).toByteArray();
        Value read = ValueBytes.parse(ByteBuffer.wrap(bytes));

        bytes[bytes.length - 1] = 7;

        assertThat(read.getBytes().byteAt(9_999)).isEqualTo((byte) 7);
    }

    @Test
    void damagedBytesAreReadAsProtobufReadsThem() {
        byte[] bytes = CODEC.encode(new int[1_000]).toByteArray();
        Random random = new Random(1);
        for (int i = 0; i < 5_000; i++) {
            byte[] damaged = Arrays.copyOf(bytes, 1_100 + random.nextInt(bytes.length - 1_100));
            damaged[random.nextInt(12)] = (byte) random.nextInt();
            assertThat(outcome(() -> ValueBytes.parse(ByteBuffer.wrap(damaged))))
                    .isEqualTo(outcome(() -> Value.parseFrom(damaged)));
        }
        assertThatThrownBy(() -> ValueBytes.parse(ByteBuffer.wrap(new byte[2_000])))
                .isInstanceOf(InvalidProtocolBufferException.class);
    }

    private interface Parse {
        Value parse() throws InvalidProtocolBufferException;
    }

    private static Object outcome(Parse parse) {
        try {
            return parse.parse();
        } catch (InvalidProtocolBufferException e) {
            return "no value";
        }
    }
}
