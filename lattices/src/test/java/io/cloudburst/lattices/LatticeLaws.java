package io.cloudburst.lattices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * What every lattice promises. A type's test extends this, gives deltas that meet each other often (few writers, few keys, few
 * values), and adds examples of its own. All values under test are folds of such deltas.
 */
abstract class LatticeLaws<L extends Lattice<L>> {
    /** Single changes; never depending on each other. */
    abstract Arbitrary<L> anyDelta();

    @Provide
    Arbitrary<List<L>> deltas() {
        return anyDelta().list().ofMinSize(1).ofMaxSize(8);
    }

    @Provide
    Arbitrary<L> value() {
        return deltas().map(deltas -> fold(deltas));
    }

    @Property
    void mergeIsAssociative(@ForAll("value") L a, @ForAll("value") L b, @ForAll("value") L c) {
        assertThat(a.merge(b).merge(c)).isEqualTo(a.merge(b.merge(c)));
    }

    @Property
    void mergeIsCommutative(@ForAll("value") L a, @ForAll("value") L b) {
        L merged = a.merge(b);
        assertThat(merged).isEqualTo(b.merge(a)).hasSameHashCodeAs(b.merge(a));
        assertThat(LatticeCodec.encode(merged)).isEqualTo(LatticeCodec.encode(b.merge(a)));
    }

    @Property
    void mergeIsIdempotent(@ForAll("value") L a) {
        assertThat(a.merge(a)).isSameAs(a);
        assertThat(a.merge(copy(a))).isSameAs(a);
    }

    @Property
    void mergeOnlyGrows(@ForAll("value") L a, @ForAll("value") L b) {
        L merged = a.merge(b);
        assertThat(merged.merge(a)).as("merged with what is in it").isSameAs(merged);
        assertThat(merged.merge(copy(b))).as("merged with what is in it").isSameAs(merged);
        assertThat(a.merge(merged)).isEqualTo(merged);
    }

    @Property
    void mergeChangesNeitherSide(@ForAll("value") L a, @ForAll("value") L b) {
        byte[] before = LatticeCodec.encode(a);
        byte[] otherBefore = LatticeCodec.encode(b);
        a.merge(b);
        assertThat(LatticeCodec.encode(a)).isEqualTo(before);
        assertThat(LatticeCodec.encode(b)).isEqualTo(otherBefore);
    }

    @Property
    void deltasFoldToOneStateInAnyOrderGroupingAndRepetition(@ForAll("deltas") List<L> deltas, @ForAll Random random) {
        L state = fold(deltas);
        List<L> delivered = new ArrayList<>(deltas);
        for (L delta : deltas) {
            if (random.nextInt(3) == 0) {
                delivered.add(copy(delta));
            }
        }
        Collections.shuffle(delivered, random);
        assertThat(group(delivered, random)).isEqualTo(state);
        assertThat(Lattice.join(delivered)).isEqualTo(state);
    }

    @Property
    void whatIsEncodedIsDecodedTheSame(@ForAll("value") L a) {
        byte[] encoded = LatticeCodec.encode(a);
        Lattice<?> decoded = LatticeCodec.decode(encoded);
        assertThat(decoded).isEqualTo(a).hasSameHashCodeAs(a);
        assertThat(decoded.type()).isSameAs(a.type()).isSameAs(LatticeCodec.typeOf(encoded));
        assertThat(decoded).hasToString(a.toString());
        assertThat(LatticeCodec.encode(decoded)).isEqualTo(encoded);
    }

    @Property
    void equalValuesAndNoOthersHaveEqualEncodings(@ForAll("value") L a, @ForAll("value") L b) {
        assertThat(Arrays.equals(LatticeCodec.encode(a), LatticeCodec.encode(b)))
                .isEqualTo(a.equals(b));
    }

    @Property
    void mergingEncodingsIsEncodingTheMerged(@ForAll("value") L a, @ForAll("value") L b) {
        assertThat(LatticeCodec.merge(LatticeCodec.encode(a), LatticeCodec.encode(b)))
                .isEqualTo(LatticeCodec.encode(a.merge(b)));
    }

    @Property
    void concatenatedEncodingsAreReadOneByOne(@ForAll("value") L a, @ForAll("value") L b) {
        byte[] first = LatticeCodec.encode(a);
        byte[] second = LatticeCodec.encode(b);
        ByteBuffer both = ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .flip();
        ByteBuffer readOnly = both.asReadOnlyBuffer();
        for (ByteBuffer buffer : List.of(both, readOnly)) {
            assertThat(LatticeCodec.decode(buffer)).isEqualTo(a);
            assertThat(LatticeCodec.decode(buffer)).isEqualTo(b);
            assertThat(buffer.hasRemaining()).isFalse();
        }
    }

    @Property(tries = 100)
    void everyTruncationIsRefused(@ForAll("value") L a) {
        byte[] encoded = LatticeCodec.encode(a);
        for (int length = 0; length < encoded.length; length++) {
            assertThat(decodeOrNull(Arrays.copyOf(encoded, length))).isNull();
        }
    }

    @Property(tries = 100)
    void everyBitFlipIsRefusedOrAnotherValue(@ForAll("value") L a) {
        byte[] encoded = LatticeCodec.encode(a);
        for (int bit = 0; bit < 8 * encoded.length; bit++) {
            byte[] damaged = encoded.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(decodeOrNull(damaged)).isNotEqualTo(a);
        }
    }

    @Property(tries = 2000)
    void damagedBytesAreRefusedOrSpellAValueCanonically(
            @ForAll("value") L a, @ForAll("value") L b, @ForAll Random random) {
        byte[] damaged = damage(LatticeCodec.encode(a), LatticeCodec.encode(b), random);
        Lattice<?> decoded = decodeOrNull(damaged);
        if (decoded != null && decoded.type() == a.type()) {
            LatticeCodec.encode(Lattice.join(a, decoded));
            LatticeCodec.encode(Lattice.join(decoded, a));
        }
    }

    @SuppressWarnings("unchecked")
    private L copy(L value) {
        return (L) LatticeCodec.decode(LatticeCodec.encode(value));
    }

    private static <L extends Lattice<L>> L fold(List<L> deltas) {
        return deltas.stream().reduce(Lattice::merge).orElseThrow();
    }

    private static <L extends Lattice<L>> L group(List<L> deltas, Random random) {
        if (deltas.size() == 1) {
            return deltas.get(0);
        }
        int cut = 1 + random.nextInt(deltas.size() - 1);
        return group(deltas.subList(0, cut), random).merge(group(deltas.subList(cut, deltas.size()), random));
    }

    /** What the bytes decode to, null if they are refused; fails on any other outcome. */
    static Lattice<?> decodeOrNull(byte[] bytes) {
        Lattice<?> decoded;
        try {
            decoded = LatticeCodec.decode(bytes);
        } catch (MalformedLatticeException refused) {
            assertThat(refused).hasMessageEndingWith("at byte " + refused.position());
            assertThat(refused.position()).isBetween(0, bytes.length);
            assertThatThrownBy(() -> LatticeCodec.check(bytes, 0, bytes.length))
                    .isInstanceOf(MalformedLatticeException.class)
                    .hasMessage(refused.getMessage());
            return null;
        }
        assertThat(LatticeCodec.check(bytes, 0, bytes.length)).isSameAs(decoded.type());
        assertThat(LatticeCodec.encode(decoded))
                .as("the only spelling of " + decoded)
                .isEqualTo(bytes);
        return decoded;
    }

    private static byte[] damage(byte[] encoded, byte[] other, Random random) {
        byte[] damaged = encoded.clone();
        for (int strike = random.nextInt(3); strike >= 0; strike--) {
            int at = damaged.length < 3 ? 0 : 2 + random.nextInt(damaged.length - 2);
            int length = random.nextInt(Math.min(4, damaged.length - at) + 1);
            byte[] head = Arrays.copyOf(damaged, at);
            byte[] tail = Arrays.copyOfRange(damaged, at + length, damaged.length);
            byte[] patch = new byte[random.nextInt(4)];
            random.nextBytes(patch);
            if (random.nextBoolean()) {
                int from = random.nextInt(other.length);
                patch = Arrays.copyOfRange(other, from, from + random.nextInt(other.length - from + 1));
            } else if (random.nextBoolean()) {
                for (int i = 0; i < patch.length; i++) {
                    patch[i] &= 3;
                }
            }
            damaged = ByteBuffer.allocate(head.length + patch.length + tail.length)
                    .put(head)
                    .put(patch)
                    .put(tail)
                    .array();
        }
        return damaged;
    }
}
