package io.cloudburst.examples.serving;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Made-up measurements of three kinds of flowers: a cloud of points for each, which overlap. The same for the same seed, so that what is
 * trained where a function runs is what was trained anywhere else.
 *
 * @param labels of each the kind, from 0
 */
record Samples(List<double[]> features, List<Integer> labels) {
    static final int KINDS = 3;
    static final int FEATURES = 4;

    private static final double[][] CENTERS = {{5.0, 3.4, 1.5, 0.2}, {5.9, 2.8, 4.3, 1.3}, {6.6, 3.0, 5.5, 2.0}};
    private static final double[] SPREAD = {0.5, 0.4, 0.5, 0.25};

    /** @param each how many of each kind */
    static Samples draw(long seed, int each) {
        Random random = new Random(seed);
        List<double[]> features = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (int i = 0; i < each * KINDS; i++) {
            int kind = i % KINDS;
            double[] one = new double[FEATURES];
            for (int f = 0; f < FEATURES; f++) {
                one[f] = CENTERS[kind][f] + SPREAD[f] * random.nextGaussian();
            }
            features.add(one);
            labels.add(kind);
        }
        return new Samples(features, labels);
    }

    int size() {
        return labels.size();
    }

    /** These, seen in another way. */
    Samples seenBy(Scale scale) {
        return new Samples(features.stream().map(scale::apply).toList(), labels);
    }
}
