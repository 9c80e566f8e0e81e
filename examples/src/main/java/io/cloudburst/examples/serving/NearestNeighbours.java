package io.cloudburst.examples.serving;

import java.util.Comparator;
import java.util.stream.IntStream;

/** The kinds of the samples that are nearest. */
final class NearestNeighbours implements Model {
    private static final int NEIGHBOURS = 9;

    private final Samples samples;

    private NearestNeighbours(Samples samples) {
        this.samples = samples;
    }

    static NearestNeighbours train(Samples samples) {
        return new NearestNeighbours(samples);
    }

    @Override
    public double[] probabilities(double[] features) {
        double[] shares = new double[Samples.KINDS];
        IntStream.range(0, samples.size())
                .boxed()
                .sorted(Comparator.comparingDouble(
                        i -> distance(samples.features().get(i), features)))
                .limit(NEIGHBOURS)
                .forEach(i -> shares[samples.labels().get(i)] += 1.0 / NEIGHBOURS);
        return shares;
    }

    /** Squared, which orders them alike. */
    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int f = 0; f < Samples.FEATURES; f++) {
            sum += (a[f] - b[f]) * (a[f] - b[f]);
        }
        return sum;
    }
}
