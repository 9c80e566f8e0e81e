package io.cloudburst.examples.serving;

/** Multinomial logistic regression, by gradient descent. */
final class LogisticRegression implements Model {
    private static final int STEPS = 300;
    private static final double RATE = 0.5;

    /** Of each kind a weight a feature, and the bias behind them. */
    private final double[][] weights = new double[Samples.KINDS][Samples.FEATURES + 1];

    private LogisticRegression() {}

    static LogisticRegression train(Samples samples) {
        LogisticRegression model = new LogisticRegression();
        for (int step = 0; step < STEPS; step++) {
            model.descend(samples);
        }
        return model;
    }

    private void descend(Samples samples) {
        double[][] gradient = new double[Samples.KINDS][Samples.FEATURES + 1];
        for (int i = 0; i < samples.size(); i++) {
            double[] features = samples.features().get(i);
            double[] probabilities = probabilities(features);
            for (int kind = 0; kind < Samples.KINDS; kind++) {
                double error = probabilities[kind] - (samples.labels().get(i) == kind ? 1 : 0);
                for (int f = 0; f < Samples.FEATURES; f++) {
                    gradient[kind][f] += error * features[f];
                }
                gradient[kind][Samples.FEATURES] += error;
            }
        }
        for (int kind = 0; kind < Samples.KINDS; kind++) {
            for (int f = 0; f <= Samples.FEATURES; f++) {
                weights[kind][f] -= RATE * gradient[kind][f] / samples.size();
            }
        }
    }

    @Override
    public double[] probabilities(double[] features) {
        double[] scores = new double[Samples.KINDS];
        for (int kind = 0; kind < Samples.KINDS; kind++) {
            scores[kind] = weights[kind][Samples.FEATURES];
            for (int f = 0; f < Samples.FEATURES; f++) {
                scores[kind] += weights[kind][f] * features[f];
            }
        }
        return Model.softmax(scores);
    }
}
