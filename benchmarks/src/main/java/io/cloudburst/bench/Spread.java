package io.cloudburst.bench;

import java.util.Collections;
import java.util.List;

/** What the rounds of a measurement have shown, from the least to the greatest. */
public record Spread(double least, double median, double greatest) {
    static Spread of(List<Double> values) {
        return new Spread(Collections.min(values), Rounds.median(values), Collections.max(values));
    }
}
