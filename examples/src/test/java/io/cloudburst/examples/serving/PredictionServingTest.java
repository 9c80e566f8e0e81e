package io.cloudburst.examples.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.sdk.CallOptions;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.Timeline;
import io.cloudburst.testkit.CloudburstExtension;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PredictionServingTest {
    @RegisterExtension
    static final CloudburstExtension CLOUDBURST = CloudburstExtension.inMemory();

    private final PredictionServing serving = PredictionServing.on(CLOUDBURST.client());

    @Test
    void theAnswerIsTheAverageOfTheThreeModels() {
        double[] measured = Samples.draw(3, 1).features().get(1);
        double[] features = Models.SCALE.apply(measured);

        double[] probabilities = serving.probabilities(measured).join();

        assertThat(Arrays.stream(probabilities).sum()).isCloseTo(1, within(1e-9));
        for (int kind = 0; kind < Samples.KINDS; kind++) {
            assertThat(probabilities[kind])
                    .isCloseTo(
                            (Models.LOGISTIC.probabilities(features)[kind]
                                            + Models.BAYES.probabilities(features)[kind]
                                            + Models.NEIGHBOURS.probabilities(features)[kind])
                                    / 3,
                            within(1e-9));
        }
    }

    @Test
    void flowersThatWereNotSeenBeforeAreMostlyRecognised() {
        Samples unseen = Samples.draw(4, 100);

        List<PredictionServing.Kind> kinds = serving.kinds(unseen.features()).join();

        long right = 0;
        for (int i = 0; i < unseen.size(); i++) {
            right += kinds.get(i).ordinal() == unseen.labels().get(i) ? 1 : 0;
        }
        assertThat(right).isGreaterThan(270);
    }

    @Test
    void theModelsRunSideBySide() {
        CloudFuture<double[]> call =
                serving.probabilities(new double[] {5, 3.4, 1.5, 0.2}, CallOptions.NONE.withTrace());

        assertThat(PredictionServing.mostLikely(call.join())).isEqualTo(PredictionServing.Kind.SETOSA);
        assertThat(call.timeline().orElseThrow().stages())
                .extracting(Timeline.Stage::nodes)
                .containsExactlyInAnyOrder(
                        List.of("prepare"),
                        List.of("logistic"),
                        List.of("bayes"),
                        List.of("neighbours"),
                        List.of("average"));
    }

    @Test
    void tooFewMeasurementsAreRefused(Cloudburst cloudburst) {
        assertThatThrownBy(() -> serving.probabilities(new double[] {1, 2}).join())
                .hasMessageContaining("4 measurements, not 2");
        assertThat(cloudburst.listDags("serving_")).containsExactly("serving_predict");
    }
}
