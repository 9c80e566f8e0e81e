package io.cloudburst.examples.serving;

/**
 * What was trained, once where this class is loaded: executors load the code of a version once, so every call after the first finds the
 * models there. A model from a file would be read here.
 */
final class Models {
    private static final Samples TRAINING = Samples.draw(1, 60);

    static final Scale SCALE = Scale.of(TRAINING);
    static final Model LOGISTIC = LogisticRegression.train(TRAINING.seenBy(SCALE));
    static final Model BAYES = NaiveBayes.train(TRAINING.seenBy(SCALE));
    static final Model NEIGHBOURS = NearestNeighbours.train(TRAINING.seenBy(SCALE));

    private Models() {}
}
