package io.cloudburst.examples.serving;

/**
 * Brings every feature to mean 0 and variance 1.
 *
 * @param mean of each feature
 * @param deviation of each feature
 */
record Scale(double[] mean, double[] deviation) {
    static Scale of(Samples samples) {
        double[] mean = new double[Samples.FEATURES];
        double[] deviation = new double[Samples.FEATURES];
        for (int f = 0; f < Samples.FEATURES; f++) {
            int feature = f;
            mean[f] = samples.features().stream()
                    .mapToDouble(one -> one[feature])
                    .average()
                    .orElseThrow();
            double center = mean[f];
            deviation[f] = Math.sqrt(samples.features().stream()
                    .mapToDouble(one -> (one[feature] - center) * (one[feature] - center))
                    .average()
                    .orElseThrow());
        }
        return new Scale(mean, deviation);
    }

    double[] apply(double[] features) {
        double[] scaled = new double[features.length];
        for (int f = 0; f < features.length; f++) {
            scaled[f] = (features[f] - mean[f]) / deviation[f];
        }
        return scaled;
    }
}
