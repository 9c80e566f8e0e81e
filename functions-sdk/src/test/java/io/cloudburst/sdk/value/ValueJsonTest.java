package io.cloudburst.sdk.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.google.protobuf.ByteString;
import io.cloudburst.protocol.PrimitiveArray;
import io.cloudburst.protocol.Reference;
import io.cloudburst.protocol.Value;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValueJsonTest {

    @Test
    void scalarsBecomeTheKindsOfThatName() {
        assertThat(fromText("null").getNullValue()).isTrue();
        assertThat(fromText("true").getBoolean()).isTrue();
        assertThat(fromText("2")).isEqualTo(Value.newBuilder().setInt32(2).build());
        assertThat(fromText("-2147483648").getInt32()).isEqualTo(Integer.MIN_VALUE);
        assertThat(fromText("2147483648"))
                .isEqualTo(Value.newBuilder().setInt64(1L << 31).build());
        assertThat(fromText("2.5")).isEqualTo(Value.newBuilder().setFloat64(2.5).build());
        assertThat(fromText("\"zwölf\""))
                .isEqualTo(Value.newBuilder().setText("zwölf").build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[1,[2]]",
                "{\"a\":1}",
                "{}",
                "[]",
                "9223372036854775808",
                "{\"$ref\":\"k\",\"more\":1}",
                "[{\"$ref\":\"k\"}]"
            })
    void whatHasNoKindOfItsOwnStaysJson(String text) {
        Value value = fromText(text);

        assertThat(value.getJson().toStringUtf8()).isEqualTo(text);
        assertThat(textOf(value)).isEqualTo(text);
    }

    @Test
    void anObjectWithNothingButRefIsAReference() {
        Value reference = Value.newBuilder()
                .setReference(Reference.newBuilder().setKey("user/1"))
                .build();

        assertThat(fromText("{\"$ref\":\"user/1\"}")).isEqualTo(reference);
        assertThat(textOf(reference)).isEqualTo("{\"$ref\":\"user/1\"}");
    }

    @Test
    void aReferenceMaySayThatItWaits() {
        Value waiting = Value.newBuilder()
                .setReference(Reference.newBuilder().setKey("user/1").setWait(true))
                .build();

        assertThat(fromText("{\"$ref\":\"user/1\",\"wait\":true}")).isEqualTo(waiting);
        assertThat(textOf(waiting)).isEqualTo("{\"$ref\":\"user/1\",\"wait\":true}");
        assertThat(fromText("{\"$ref\":\"user/1\",\"wait\":false}")
                        .getReference()
                        .getWait())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"$ref\":1}",
                "{\"$ref\":\"\"}",
                "{\"$ref\":null}",
                "{\"$ref\":1,\"wait\":true}",
                "{\"$ref\":\"k\",\"wait\":1}"
            })
    void aReferenceThatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> fromText(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("$ref");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "{", "{\"a\":1} 2", "{\"a\":1,\"a\":2}", "\u0000", "nul"})
    void whatIsNotOneJsonValueIsRefused(String text) {
        assertThatThrownBy(() -> ValueJson.parse(utf8(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not JSON: ");
    }

    @Test
    void aNumberBeyondEveryFloatIsRefused() {
        assertThatThrownBy(() -> fromText("1e999")).hasMessageContaining("beyond the range");
    }

    @Test
    void nestingDeeperThanAnyStackIsRefused() {
        assertThatThrownBy(() -> ValueJson.parse(utf8("[".repeat(100_000))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void numbersKeepTheirShortestForm() {
        assertThat(textOf(Value.newBuilder().setFloat32(0.1f).build())).isEqualTo("0.1");
        assertThat(textOf(Value.newBuilder().setFloat64(0.1).build())).isEqualTo("0.1");
        assertThat(textOf(Value.newBuilder().setInt64(Long.MIN_VALUE).build())).isEqualTo("-9223372036854775808");
    }

    @Test
    void floatsThatJsonHasNotBecomeText() {
        assertThat(textOf(Value.newBuilder().setFloat64(Double.NaN).build())).isEqualTo("\"NaN\"");
        assertThat(textOf(Value.newBuilder().setFloat32(Float.NEGATIVE_INFINITY).build()))
                .isEqualTo("\"-Infinity\"");
    }

    @Test
    void bytesBecomeBase64() {
        assertThat(textOf(Value.newBuilder()
                        .setBytes(ByteString.copyFrom(new byte[] {1, 2, 3, -1}))
                        .build()))
                .isEqualTo("\"AQID/w==\"");
    }

    @Test
    void primitiveArraysBecomeArraysOfTheirElements() {
        assertThat(arrayText(PrimitiveArray.Type.INT32, buffer(8).putInt(1).putInt(-2)))
                .isEqualTo("[1,-2]");
        assertThat(arrayText(PrimitiveArray.Type.INT16, buffer(2).putShort((short) 7)))
                .isEqualTo("[7]");
        assertThat(arrayText(PrimitiveArray.Type.INT64, buffer(8).putLong(1L << 40)))
                .isEqualTo("[1099511627776]");
        assertThat(arrayText(PrimitiveArray.Type.FLOAT32, buffer(4).putFloat(0.1f)))
                .isEqualTo("[0.1]");
        assertThat(arrayText(
                        PrimitiveArray.Type.FLOAT64, buffer(16).putDouble(2.5).putDouble(Double.NaN)))
                .isEqualTo("[2.5,\"NaN\"]");
        assertThat(arrayText(
                        PrimitiveArray.Type.BOOLEAN, buffer(2).put((byte) 1).put((byte) 0)))
                .isEqualTo("[true,false]");
        assertThat(arrayText(PrimitiveArray.Type.CHAR, buffer(4).putChar('h').putChar('i')))
                .isEqualTo("\"hi\"");
        assertThat(arrayText(PrimitiveArray.Type.INT32, buffer(0))).isEqualTo("[]");
    }

    @Test
    void anArrayThatEndsWithinAnElementIsRefused() {
        assertThatThrownBy(() -> arrayText(PrimitiveArray.Type.INT32, buffer(3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no multiple of 4");
    }

    @Test
    void cborBecomesTheJsonOfTheSameShape() throws IOException {
        byte[] cbor = new CBORMapper().writeValueAsBytes(Map.of("list", List.of(1, "a", 2.5)));

        assertThat(textOf(Value.newBuilder().setCbor(ByteString.copyFrom(cbor)).build()))
                .isEqualTo("{\"list\":[1,\"a\",2.5]}");
    }

    @Test
    void brokenCborIsRefused() {
        assertThatThrownBy(() -> ValueJson.toJson(Value.newBuilder()
                        .setCbor(ByteString.copyFrom(new byte[] {(byte) 0x9f, 1}))
                        .build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not CBOR: ");
    }

    @Test
    void aValueOfNoKindIsRefused() {
        assertThatThrownBy(() -> ValueJson.toJson(Value.getDefaultInstance()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no kind");
    }

    private static Value fromText(String text) {
        return ValueJson.fromJson(ValueJson.parse(utf8(text)));
    }

    private static String textOf(Value value) {
        return new String(ValueJson.write(ValueJson.toJson(value)), StandardCharsets.UTF_8);
    }

    private static String arrayText(PrimitiveArray.Type type, ByteBuffer elements) {
        return textOf(Value.newBuilder()
                .setArray(PrimitiveArray.newBuilder().setType(type).setElements(ByteString.copyFrom(elements.array())))
                .build());
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
