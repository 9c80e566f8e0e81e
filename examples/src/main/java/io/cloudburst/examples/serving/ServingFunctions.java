package io.cloudburst.examples.serving;

import io.cloudburst.sdk.FunctionContext;

/** What runs on Cloudburst. All of it passes arrays of numbers, which travel as they are. */
final class ServingFunctions {
    private ServingFunctions() {}

    /** Measurements as the models want them. */
    static double[] prepare(FunctionContext context, double[] measured) {
        if (measured.length != Samples.FEATURES) {
            throw new IllegalArgumentException(
                    "a flower has %d measurements, not %d".formatted(Samples.FEATURES, measured.length));
        }
        return Models.SCALE.apply(measured);
    }

    static double[] logistic(FunctionContext context, double[] features) {
        return Models.LOGISTIC.probabilities(features);
    }

    static double[] bayes(FunctionContext context, double[] features) {
        return Models.BAYES.probabilities(features);
    }

    static double[] neighbours(FunctionContext context, double[] features) {
        return Models.NEIGHBOURS.probabilities(features);
    }

    /** What the models say on average. */
    static double[] average(FunctionContext context, double[] a, double[] b, double[] c) {
        double[] average = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            average[i] = (a[i] + b[i] + c[i]) / 3;
        }
        return average;
    }
}
