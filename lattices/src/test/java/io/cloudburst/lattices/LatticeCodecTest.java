package io.cloudburst.lattices;

import static io.cloudburst.lattices.Samples.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LatticeCodecTest {
    private static final byte[] SET = LatticeCodec.encode(GrowOnlySet.of(utf8("a", "bc")));
    private static final byte[] MAX = LatticeCodec.encode(Max.of(1));

    @Test
    void theFormatIsWhatItWas() {
        assertThat(LatticeCodec.encode(LastWriterWins.of(1, 2, utf8("v")))).containsExactly(1, 1, 0, 2, 2, 1, 'v');
        assertThat(SET).containsExactly(1, 2, 2, 1, 2, 'a', 'b', 'c');
        assertThat(LatticeCodec.encode(LatticeMap.of("f", Max.of(1)))).containsExactly(1, 4, 1, 2, 'f', 5, 0, 2);
        assertThat(LatticeCodec.encode(GrowOnlyCounter.of(7, 300))).containsExactly(1, 11, 1, 14, 0xac, 2);
        assertThat(LatticeCodec.encode(OrSet.add(new Dot(7, 1), utf8("e"))))
                .containsExactly(1, 13, 1, 14, 1, 0, 0, 1, 1, 'e', 1, 0, 2);
    }

    @Test
    void typesHaveNamesForPeople() {
        assertThat(Stream.of(LatticeType.values()).map(LatticeType::toString))
                .containsExactly(
                        "last-writer-wins",
                        "grow-only-set",
                        "ordered-set",
                        "map",
                        "max",
                        "min",
                        "boolean-or",
                        "lowest-priority",
                        "single-key-causal",
                        "multi-key-causal",
                        "grow-only-counter",
                        "up-down-counter",
                        "observed-remove-set",
                        "observed-remove-map");
    }

    @Test
    void mergingDifferentTypesNamesBoth() {
        assertThatThrownBy(() -> LatticeCodec.merge(SET, MAX))
                .isInstanceOf(LatticeTypeException.class)
                .hasMessageContaining("cannot merge max into grow-only-set")
                .satisfies(thrown -> {
                    LatticeTypeException exception = (LatticeTypeException) thrown;
                    assertThat(exception.left()).isSameAs(LatticeType.GROW_ONLY_SET);
                    assertThat(exception.right()).isSameAs(LatticeType.MAX);
                });
    }

    @Test
    void mergingReturnsTheSideThatIsTheResult() {
        byte[] less = LatticeCodec.encode(GrowOnlySet.of(utf8("a")));
        assertThat(LatticeCodec.merge(SET, less)).isSameAs(SET);
        assertThat(LatticeCodec.merge(less, SET)).isSameAs(SET);
    }

    @Test
    void aListOfNothingCannotBeJoined() {
        assertThatThrownBy(() -> Lattice.join(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusalsSayWhatIsWrongAndWhere() {
        assertRefused("ends early: a byte is missing at byte 0");
        assertRefused("format version 2 where this build reads 1 at byte 0", 2, 1);
        assertRefused("unknown lattice type tag 99 at byte 1", 1, 99);
        assertRefused("unknown lattice type tag 0 at byte 1", 1, 0);
        assertRefused("unknown lattice type tag 255 at byte 1", 1, 255);
        assertRefused("1 bytes too many at byte 3", 1, 7, 1, 0);
        assertRefused("a boolean of 2 at byte 2", 1, 7, 2);
        assertRefused("a number with needless leading zeros at byte 3", 1, 5, 0, 0x80, 0);
        assertRefused(
                "a number of more than 64 bits at byte 3", 1, 5, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 2);
        assertRefused("elements not in ascending order at byte 6", 1, 2, 2, 1, 1, 'b', 'a');
        assertRefused("elements not in ascending order at byte 6", 1, 2, 2, 1, 1, 'a', 'a');
        assertRefused("unknown form 3 of a last-writer-wins value at byte 2", 1, 1, 3);
        assertRefused("a number of NaN at byte 2", 1, 8, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0, 0);
        assertRefused("a total of 0, which is not written at byte 4", 1, 11, 1, 14, 0);
        assertRefused(
                "field 0 is not a UTF-8 name and a type, in the keys that end at byte 6", 1, 4, 1, 2, 0xff, 5, 0, 2);
        assertRefused("a put that has not been seen at byte 11", 1, 13, 1, 14, 1, 0, 0, 1, 1, 'e', 1, 0, 4);
        assertRefused("a removal that is not needed any more at byte 11", 1, 13, 1, 14, 1, 0, 0, 1, 1, 'e', 1, 0, 3);
    }

    @Test
    void whatIsNotFoldedUpIsRefused() {
        assertRefused("a version at {7: 1} that one at {7: 2} has seen at byte 2", 1, 9, 2, 1, 14, 1, 0, 1, 14, 2, 0);
        assertRefused("versions not in ascending order at byte 7", 1, 9, 2, 1, 14, 1, 0, 1, 14, 1, 0);
        assertRefused("no version where there must be one at byte 2", 1, 9, 0);
        assertRefused("writer 7 has done nothing, in the list that ends at byte 4", 1, 13, 1, 14, 0, 0);
        assertRefused("a key without contributions at byte 9", 1, 13, 1, 14, 1, 0, 0, 1, 0, 0);
        assertRefused("a contribution with the counter 0 at byte 10", 1, 13, 1, 14, 1, 0, 0, 1, 0, 1, 0, 1);
        assertRefused("a writer's place of 1, more than 0 at byte 10", 1, 13, 1, 14, 1, 0, 0, 1, 0, 1, 1, 2);
    }

    @Test
    void hostileLengthsAreRefusedBeforeAnythingIsAllocated() {
        assertRefused("2147483647 elements announced but 0 bytes left at byte 2", 1, 2, 255, 255, 255, 255, 7);
        assertRefused(
                "18446744073709551615 elements announced but 0 bytes left at byte 2",
                1,
                2,
                255,
                255,
                255,
                255,
                255,
                255,
                255,
                255,
                255,
                1);
        assertRefused(
                "ends early: 2147483647 more bytes of elements announced at byte 3", 1, 2, 1, 255, 255, 255, 255, 7);
        assertRefused("2147483647 bytes announced but 1 bytes left at byte 5", 1, 1, 0, 2, 2, 255, 255, 255, 255, 7, 0);
    }

    @Test
    void deepNestingIsRefusedWithoutAStackOverflow() {
        byte[] nested = new byte[300_002];
        nested[0] = LatticeCodec.VERSION;
        nested[1] = LatticeType.MAP.tag();
        for (int i = 2; i < nested.length; i += 3) {
            nested[i] = 1;
            nested[i + 1] = 1;
            nested[i + 2] = LatticeType.MAP.tag();
        }
        assertThatThrownBy(() -> LatticeCodec.decode(nested))
                .isInstanceOf(MalformedLatticeException.class)
                .hasMessage("nested deeper than 16 at byte 50");
    }

    @Test
    void aBufferThatIsRefusedStaysWhereItWas() {
        ByteBuffer buffer =
                ByteBuffer.allocate(10).put(new byte[] {9, 9, 1, 99}).flip().position(2);
        assertThatThrownBy(() -> LatticeCodec.decode(buffer)).hasMessageEndingWith("at byte 1");
        assertThat(buffer.position()).isEqualTo(2);
        assertThat(buffer.remaining()).isEqualTo(2);
    }

    @Property(tries = 10_000)
    void randomBytesAreRefusedOrSpellAValueCanonically(@ForAll Random random) {
        byte[] bytes = new byte[2 + random.nextInt(40)];
        random.nextBytes(bytes);
        int range = 1 << random.nextInt(9);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ((bytes[i] & 0xff) % range);
        }
        bytes[0] = LatticeCodec.VERSION;
        bytes[1] = LatticeType.values()[random.nextInt(LatticeType.values().length)].tag();
        for (int length = bytes.length; length >= 0; length--) {
            LatticeLaws.decodeOrNull(Arrays.copyOf(bytes, length));
        }
    }

    private static void assertRefused(String message, int... bytes) {
        byte[] encoded = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            encoded[i] = (byte) bytes[i];
        }
        assertThatThrownBy(() -> LatticeCodec.decode(encoded))
                .isInstanceOf(MalformedLatticeException.class)
                .hasMessage(message);
    }
}
