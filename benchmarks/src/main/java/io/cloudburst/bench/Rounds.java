package io.cloudburst.bench;

import io.cloudburst.bench.Measure.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What the system and its limit have shown, turn by turn. They take turns, each of them first in every other round, so that a
 * change of the machine's mood hits both.
 *
 * @param <T> what one turn shows
 */
final class Rounds<T> {
    /** Odd, for a median that was measured. */
    static final int DEFAULT_COUNT = 5;

    /** One turn of the system or of the limit. */
    @FunctionalInterface
    interface Turn<T> {
        T measure() throws Exception;
    }

    private final List<T> systems;
    private final List<T> limits;

    private Rounds(List<T> systems, List<T> limits) {
        this.systems = systems;
        this.limits = limits;
    }

    /** After one turn of each that does not count: what is run for the first time is slow. */
    static <T> Rounds<T> takeWarm(Turn<T> system, Turn<T> limit) throws Exception {
        limit.measure();
        system.measure();
        return take(DEFAULT_COUNT, system, limit);
    }

    static <T> Rounds<T> take(int count, Turn<T> system, Turn<T> limit) throws Exception {
        List<T> systems = new ArrayList<>();
        List<T> limits = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (i % 2 == 0) {
                limits.add(limit.measure());
                systems.add(system.measure());
            } else {
                systems.add(system.measure());
                limits.add(limit.measure());
            }
        }
        return new Rounds<>(systems, limits);
    }

    /** One figure of them: the medians, and the ratios round by round. */
    Measure measure(String bench, String name, String unit, ToDoubleFunction<T> figure, Target target) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < systems.size(); i++) {
            ratios.add(figure.applyAsDouble(systems.get(i)) / figure.applyAsDouble(limits.get(i)));
        }
        return new Measure(
                bench,
                name,
                median(systems.stream().map(figure::applyAsDouble).toList()),
                unit,
                median(limits.stream().map(figure::applyAsDouble).toList()),
                Spread.of(ratios),
                target);
    }

    /** By how much one figure is above that of the limit: the median of the rounds, beside the limit's own figure. */
    Measure difference(String bench, String name, String unit, ToDoubleFunction<T> figure, Target target) {
        List<Double> differences = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < systems.size(); i++) {
            double limit = figure.applyAsDouble(limits.get(i));
            differences.add(figure.applyAsDouble(systems.get(i)) - limit);
            ratios.add(differences.get(i) / limit);
        }
        return new Measure(
                bench,
                name,
                median(differences),
                unit,
                median(limits.stream().map(figure::applyAsDouble).toList()),
                Spread.of(ratios),
                target);
    }

    static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
