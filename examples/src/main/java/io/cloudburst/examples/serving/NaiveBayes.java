package io.cloudburst.examples.serving;

/** Gaussian naive Bayes: features are taken to be independent, and normally distributed within a kind. */
final class NaiveBayes implements Model {
    private static final double LEAST_VARIANCE = 1e-6;

    private final double[][] mean = new double[Samples.KINDS][Samples.FEATURES];
    private final double[][] variance = new double[Samples.KINDS][Samples.FEATURES];
    private final int[] count = new int[Samples.KINDS];

    private NaiveBayes() {}

    static NaiveBayes train(Samples samples) {
        NaiveBayes model = new NaiveBayes();
        for (int i = 0; i < samples.size(); i++) {
            int kind = samples.labels().get(i);
            model.count[kind]++;
            for (int f = 0; f < Samples.FEATURES; f++) {
                // Welford's: mean and squared distances in one pass.
                double distance = samples.features().get(i)[f] - model.mean[kind][f];
                model.mean[kind][f] += distance / model.count[kind];
                model.variance[kind][f] += distance * (samples.features().get(i)[f] - model.mean[kind][f]);
            }
        }
        for (int kind = 0; kind < Samples.KINDS; kind++) {
            for (int f = 0; f < Samples.FEATURES; f++) {
                model.variance[kind][f] = Math.max(LEAST_VARIANCE, model.variance[kind][f] / model.count[kind]);
            }
        }
        return model;
    }

    @Override
    public double[] probabilities(double[] features) {
        double[] scores = new double[Samples.KINDS];
        for (int kind = 0; kind < Samples.KINDS; kind++) {
            scores[kind] = Math.log(count[kind]);
            for (int f = 0; f < Samples.FEATURES; f++) {
                double distance = features[f] - mean[kind][f];
                scores[kind] -= 0.5 * (Math.log(variance[kind][f]) + distance * distance / variance[kind][f]);
            }
        }
        return Model.softmax(scores);
    }
}
