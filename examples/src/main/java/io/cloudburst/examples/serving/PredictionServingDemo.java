package io.cloudburst.examples.serving;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.sdk.CallOptions;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.Timeline;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/** Asks for some thousand predictions, and says how many were right and how long they took. */
public final class PredictionServingDemo {
    private PredictionServingDemo() {}

    /** @param args where Cloudburst is; {@code 127.0.0.1:9092} if not given */
    public static void main(String[] args) {
        try (Cloudburst cloudburst = Cloudburst.connect(args.length > 0 ? args[0] : "127.0.0.1:9092")) {
            run(PredictionServing.on(cloudburst), 1_000, System.out);
        }
    }

    /** @param each how many of each kind */
    static void run(PredictionServing serving, int each, PrintStream out) {
        Samples unseen = Samples.draw(2, each);
        long start = System.nanoTime();
        List<PredictionServing.Kind> kinds = serving.kinds(unseen.features()).join();
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        long right = 0;
        for (int i = 0; i < kinds.size(); i++) {
            right += kinds.get(i).ordinal() == unseen.labels().get(i) ? 1 : 0;
        }
        out.printf(
                "%d predictions in %d ms, %.1f %% of them right%n",
                kinds.size(), took.toMillis(), 100.0 * right / kinds.size());

        CloudFuture<double[]> one = serving.probabilities(unseen.features().get(0), CallOptions.NONE.withTrace());
        out.printf("one of them: %s%n", PredictionServing.mostLikely(one.join()));
        for (Timeline.Stage stage : one.timeline().orElseThrow().stages()) {
            out.printf(
                    "  %-12s %5d µs%n",
                    String.join(", ", stage.nodes()),
                    Duration.between(stage.started(), stage.ended()).toNanos() / 1_000);
        }
    }
}
