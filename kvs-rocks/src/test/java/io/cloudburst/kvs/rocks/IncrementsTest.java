package io.cloudburst.kvs.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.LatticeCodec;
import io.cloudburst.lattices.UpDownCounter;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class IncrementsTest {
    @Test
    void incrementsAreAddedUpAndDown() throws Exception {
        List<Operand> chain = List.of(increment(1, 5), increment(2, -3), increment(3, 4));

        UpDownCounter counter = (UpDownCounter) Chain.fold(chain).value().lattice();

        assertThat(counter).isEqualTo(UpDownCounter.of(Shift.LOG, 9, 3));
    }

    @Test
    void whatOthersHaveCountedStays() throws Exception {
        List<Operand> chain = List.of(
                Operand.of(1, UpDownCounter.of(1, 10, 2)), increment(2, 5), Operand.of(3, UpDownCounter.of(1, 11, 2)));

        UpDownCounter counter = (UpDownCounter) Chain.fold(chain).value().lattice();

        assertThat(counter.value()).isEqualTo(14);
        assertThat(Chain.fold(chain).value().offset()).isEqualTo(3);
    }

    @Test
    void totalsStayAtTheGreatestNumber() throws Exception {
        List<Operand> chain = List.of(increment(1, Long.MAX_VALUE), increment(2, 7), increment(3, Long.MIN_VALUE));

        UpDownCounter counter = (UpDownCounter) Chain.fold(chain).value().lattice();

        assertThat(counter).isEqualTo(UpDownCounter.of(Shift.LOG, Long.MAX_VALUE, Long.MAX_VALUE));
        assertThat(counter.exactValue()).isEqualTo(BigInteger.ZERO);
    }

    /** Deltas with the log's totals, which only the order tells from what is added, and sums beyond 63 bits among them. */
    @RepeatedTest(50)
    void anyGroupingGivesWhatOneAfterTheOtherGives() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        List<Operand> chain = new ArrayList<>();
        UpDownCounter expected = UpDownCounter.zero();
        for (int i = 0; i < 1 + random.nextInt(40); i++) {
            if (random.nextInt(3) > 0) {
                long n = random.nextInt(8) == 0 ? random.nextLong() : random.nextInt(-9, 10);
                chain.add(increment(i, n));
                Shift shifted = Shift.in(expected).plus(Shift.of(n));
                expected = expected.merge(shifted.toCounter());
            } else {
                long writer = random.nextBoolean() ? Shift.LOG : random.nextInt(3);
                UpDownCounter delta = UpDownCounter.of(writer, random.nextInt(60), random.nextInt(60));
                chain.add(Operand.of(i, delta));
                expected = expected.merge(delta);
            }
        }
        while (chain.size() > 1) {
            int from = random.nextInt(chain.size() - 1);
            int to = Math.min(chain.size(), from + 2 + random.nextInt(5));
            List<Operand> group = chain.subList(from, to);
            Operand joined = Chain.joinByType(group).get(0);
            group.clear();
            chain.add(from, random.nextBoolean() ? joined : stored(joined));
        }

        Lattice<?> folded = Chain.fold(chain).value().lattice();

        assertThat(folded).as("seed %d", seed).isEqualTo(expected);
        assertThat(LatticeCodec.encode(folded)).as("seed %d", seed).isEqualTo(LatticeCodec.encode(expected));
    }

    /** As it is read back. */
    private static Operand stored(Operand operand) throws CorruptValueException {
        byte[] frame = new byte[operand.frameBytes()];
        assertThat(operand.writeFrame(frame, 0)).isEqualTo(frame.length);
        return Chain.parse(frame).get(0);
    }

    private static Operand increment(long offset, long n) {
        return Operand.increment(offset, Shift.of(n));
    }
}
