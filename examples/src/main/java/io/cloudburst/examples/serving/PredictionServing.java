package io.cloudburst.examples.serving;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.sdk.CallOptions;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.Dag;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Predictions as their users ask for them. Safe for use by many threads.
 *
 * <pre>
 *             ┌─ logistic ───┐
 *   prepare ──┼─ bayes ──────┼── average
 *             └─ neighbours ─┘
 * </pre>
 */
public final class PredictionServing {
    /** What a flower may be. */
    public enum Kind {
        SETOSA,
        VERSICOLOR,
        VIRGINICA
    }

    private static final String PREDICT = "serving_predict";

    private final Cloudburst cloudburst;

    private PredictionServing(Cloudburst cloudburst) {
        this.cloudburst = cloudburst;
    }

    /** Registers the models and the DAG, in place of those that are there. */
    public static PredictionServing on(Cloudburst cloudburst) {
        cloudburst.register("serving_prepare", ServingFunctions::prepare);
        cloudburst.register("serving_logistic", ServingFunctions::logistic);
        cloudburst.register("serving_bayes", ServingFunctions::bayes);
        cloudburst.register("serving_neighbours", ServingFunctions::neighbours);
        cloudburst.register("serving_average", ServingFunctions::average);
        Dag.Builder dag = Dag.named(PREDICT).node("prepare", "serving_prepare").node("average", "serving_average");
        for (String model : List.of("logistic", "bayes", "neighbours")) {
            dag.node(model, "serving_" + model).edge("prepare", model).edge(model, "average");
        }
        cloudburst.replaceDag(dag.build());
        return new PredictionServing(cloudburst);
    }

    /** Of each kind in order how likely it is, for four measurements of a flower. */
    public CloudFuture<double[]> probabilities(double[] measured) {
        return probabilities(measured, CallOptions.NONE);
    }

    CloudFuture<double[]> probabilities(double[] measured, CallOptions options) {
        return cloudburst.callDag(PREDICT, Map.of("prepare", List.<Object>of(measured)), double[].class, options);
    }

    /** What each of many flowers most likely is, so many asked for at a time as are good for it. */
    public CompletableFuture<List<Kind>> kinds(List<double[]> measured) {
        return cloudburst
                .callAll(measured.size(), i -> probabilities(measured.get(i)))
                .thenApply(
                        all -> all.stream().map(PredictionServing::mostLikely).toList());
    }

    /** The kind with the highest probability. */
    public static Kind mostLikely(double[] probabilities) {
        int best = 0;
        for (int i = 1; i < probabilities.length; i++) {
            best = probabilities[i] > probabilities[best] ? i : best;
        }
        return Kind.values()[best];
    }
}
