package io.cloudburst.bench;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Numbers of keys, drawn in advance, so that drawing costs a measurement nothing; after the last it begins again. Used by one
 * thread.
 */
final class KeyDraw {
    private final int[] drawn;
    private int next;

    private KeyDraw(int[] drawn) {
        this.drawn = drawn;
    }

    /** Each of {@code keys} keys as likely as the others. */
    static KeyDraw uniform(int keys, int draws, RandomGenerator random) {
        return new KeyDraw(random.ints(draws, 0, keys).toArray());
    }

    /** Each of {@code keys} keys once, then again in the same order. */
    static KeyDraw each(int keys, RandomGenerator random) {
        return new KeyDraw(shuffled(keys, random));
    }

    /**
     * Zipf's distribution: the key of rank r, from 1, is drawn in proportion to r<sup>-skew</sup>. Which key has which rank is
     * random too, so that those drawn often do not lie together.
     */
    static KeyDraw zipf(int keys, double skew, int draws, RandomGenerator random) {
        double[] upTo = new double[keys];
        double sum = 0;
        for (int i = 0; i < keys; i++) {
            sum += Math.pow(i + 1, -skew);
            upTo[i] = sum;
        }
        int[] keyOfRank = shuffled(keys, random);
        int[] drawn = new int[draws];
        for (int i = 0; i < draws; i++) {
            int at = Arrays.binarySearch(upTo, random.nextDouble() * sum);
            drawn[i] = keyOfRank[Math.min(at < 0 ? -at - 1 : at, keys - 1)];
        }
        return new KeyDraw(drawn);
    }

    private static int[] shuffled(int count, RandomGenerator random) {
        int[] numbers = new int[count];
        for (int i = 1; i < count; i++) {
            int j = random.nextInt(i + 1);
            numbers[i] = numbers[j];
            numbers[j] = i;
        }
        return numbers;
    }

    int next() {
        int key = drawn[next];
        next = next + 1 == drawn.length ? 0 : next + 1;
        return key;
    }
}
