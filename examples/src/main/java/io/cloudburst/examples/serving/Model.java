package io.cloudburst.examples.serving;

/** Something that was trained. Immutable, and safe for use by many threads. */
interface Model {
    /** @return of each kind how likely it is; together 1 */
    double[] probabilities(double[] features);

    /** Scores as probabilities: {@code exp} of each, divided by their sum. */
    static double[] softmax(double[] scores) {
        double highest = Double.NEGATIVE_INFINITY;
        for (double score : scores) {
            highest = Math.max(highest, score);
        }
        double[] probabilities = new double[scores.length];
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            // Less the highest, so that nothing overflows.
            probabilities[i] = Math.exp(scores[i] - highest);
            sum += probabilities[i];
        }
        for (int i = 0; i < scores.length; i++) {
            probabilities[i] /= sum;
        }
        return probabilities;
    }
}
