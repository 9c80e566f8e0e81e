package io.cloudburst.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyDrawTest {
    private static final int DRAWS = 1_000_000;

    /** How often each key is drawn, the most frequent first. */
    private static int[] counts(KeyDraw draw, int keys) {
        int[] counts = new int[keys];
        for (int i = 0; i < DRAWS; i++) {
            counts[draw.next()]++;
        }
        return Arrays.stream(counts)
                .map(count -> -count)
                .sorted()
                .map(count -> -count)
                .toArray();
    }

    @Test
    void zipfDrawsEachRankInProportionToItsPower() {
        int keys = 100;
        double skew = 0.99;
        int[] counts = counts(KeyDraw.zipf(keys, skew, DRAWS, new SplittableRandom(1)), keys);

        double sum = IntStream.rangeClosed(1, keys)
                .mapToDouble(rank -> Math.pow(rank, -skew))
                .sum();
        for (int rank = 1; rank <= keys; rank++) {
            double expected = DRAWS * Math.pow(rank, -skew) / sum;
            // Five standard deviations.
            assertThat((double) counts[rank - 1])
                    .as("rank %d", rank)
                    .isCloseTo(expected, within(5 * Math.sqrt(expected)));
        }
    }

    @Test
    void zipfSpreadsThePopularKeysOverAllKeys() {
        int keys = 1_000;
        KeyDraw draw = KeyDraw.zipf(keys, 0.99, DRAWS, new SplittableRandom(2));
        long low = IntStream.range(0, DRAWS).filter(i -> draw.next() < keys / 2).count();

        // By rank it would be nine tenths.
        assertThat(low).isLessThan(DRAWS * 7 / 10);
    }

    @Test
    void uniformDrawsAllKeysAlike() {
        int keys = 100;
        int[] counts = counts(KeyDraw.uniform(keys, DRAWS, new SplittableRandom(3)), keys);

        double expected = (double) DRAWS / keys;
        assertThat(counts[0] - expected).isLessThan(5 * Math.sqrt(expected));
        assertThat(expected - counts[keys - 1]).isLessThan(5 * Math.sqrt(expected));
    }

    @Test
    void eachDrawsEveryKeyOnceAndBeginsAgain() {
        KeyDraw draw = KeyDraw.each(50, new SplittableRandom(4));
        int[] first = IntStream.range(0, 50).map(i -> draw.next()).toArray();
        int[] second = IntStream.range(0, 50).map(i -> draw.next()).toArray();

        assertThat(first).containsExactlyInAnyOrder(IntStream.range(0, 50).toArray());
        assertThat(second).containsExactly(first);
    }
}
