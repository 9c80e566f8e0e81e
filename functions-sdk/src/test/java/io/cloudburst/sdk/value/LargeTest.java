package io.cloudburst.sdk.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudburst.protocol.LargeValue;
import io.cloudburst.protocol.Slice;
import io.cloudburst.protocol.Value;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LargeTest {
    private final ValueCodec codec = new ValueCodec(getClass().getClassLoader());
    private final Value ten = Value.newBuilder()
            .setLarge(LargeValue.newBuilder().setId("ten").setBytes(100).setElements(10))
            .build();
    private final Value three = codec.encode(List.of("a", "b", "c"));
    private final Value array = codec.encode(new int[] {1, 2, 3, 4});
    private final Value joined = Large.join(List.of(three, ten, array));

    private static Value slice(Value of, int from, int to) {
        return Value.newBuilder()
                .setLarge(of.getLarge().toBuilder()
                        .setSlice(Slice.newBuilder().setFrom(from).setTo(to)))
                .build();
    }

    @Test
    void joinedListsAreOneListWhereverTheyAre() {
        assertThat(Large.isIn(joined)).isTrue();
        assertThat(Large.in(joined)).containsExactly(ten.getLarge());
        assertThat(Large.elements(joined)).isEqualTo(17);
        assertThat(Large.bytes(joined)).isEqualTo(100 + three.getSerializedSize() + array.getSerializedSize());
        assertThat(Large.isIn(Large.join(List.of(three, array)))).isFalse();
        assertThat(codec.decode(Large.join(List.of(three, array)))).isEqualTo(List.of("a", "b", "c", 1, 2, 3, 4));
        assertThat(codec.decode(Large.join(List.of(array, array)), int[].class))
                .isEqualTo(new int[] {1, 2, 3, 4, 1, 2, 3, 4});
    }

    @Test
    void slicesGoAcross() {
        assertThat(Large.slice(ten, 2, 5)).isEqualTo(slice(ten, 2, 5));
        assertThat(Large.slice(slice(ten, 2, 8), 1, 3)).isEqualTo(slice(ten, 3, 5));
        assertThat(Large.elements(slice(ten, 2, 8))).isEqualTo(6);
        assertThat(Large.slice(joined, 2, 4))
                .isEqualTo(Large.join(List.of(ValueLists.of(List.of(codec.encode("c"))), slice(ten, 0, 1))));
        assertThat(Large.slice(joined, 3, 13)).isEqualTo(ten);
        assertThat(codec.decode(Large.slice(joined, 14, 16), int[].class)).isEqualTo(new int[] {2, 3});
    }

    @Test
    void elementsAreCountedInAllForms() {
        assertThat(ValueLists.count(three)).hasValue(3);
        assertThat(ValueLists.count(array)).hasValue(4);
        assertThat(ValueLists.count(codec.encode(new boolean[5]))).hasValue(5);
        assertThat(ValueLists.count(codec.encode(List.of(List.of(1, 2), List.of()))))
                .hasValue(2);
        assertThat(ValueLists.count(
                        codec.encode(IntStream.range(0, 1_000).boxed().toList())))
                .hasValue(1_000);
        assertThat(ValueLists.count(ValueLists.of(List.of(three, three)))).hasValue(2);
        assertThat(ValueLists.count(codec.encode("text"))).isEmpty();
        assertThat(ValueLists.count(codec.encode(java.util.Map.of("a", 1)))).isEmpty();
        assertThatThrownBy(() -> Large.elements(codec.encode("text")))
                .hasMessageContaining("expected a list, got text");
    }

    @Test
    void whatWasNotFetchedIsNotReadByMistake() {
        assertThatThrownBy(() -> codec.decode(ten)).hasMessageContaining("100 bytes");
        assertThatThrownBy(() -> ValueJson.toJson(ten)).hasMessageContaining("100 bytes");
    }
}
