package io.cloudburst.bench;

import java.util.Locale;

/**
 * What was measured, and the same measure of its limit in the same run.
 *
 * @param name what, within its bench
 * @param value of the system, the median of the rounds
 * @param limit of what it is held against, the median of the rounds
 * @param ratios of value to limit, round by round
 * @param target what is aimed for
 */
public record Measure(
        String bench, String name, double value, String unit, double limit, Spread ratios, Target target) {

    /**
     * A bound on the ratio of value to limit, or on the value itself.
     *
     * @param bound not a number where there is none
     */
    public record Target(boolean ofRatio, boolean atMost, double bound) {
        public static final Target NONE = new Target(true, true, Double.NaN);

        public static Target atMost(double ratio) {
            return new Target(true, true, ratio);
        }

        public static Target atLeast(double ratio) {
            return new Target(true, false, ratio);
        }

        public static Target valueAtLeast(double value) {
            return new Target(false, false, value);
        }

        public static Target valueAtMost(double value) {
            return new Target(false, true, value);
        }

        boolean isNone() {
            return Double.isNaN(bound);
        }

        private boolean isMetBy(Measure measured) {
            double figure = ofRatio ? measured.ratio() : measured.value();
            return isNone() || (atMost ? figure <= bound : figure >= bound);
        }

        private String describe(String unit) {
            if (isNone()) {
                return "";
            }
            return (atMost ? "≤ " : "≥ ") + (ofRatio ? bound : String.format(Locale.ROOT, "%,.0f %s", bound, unit));
        }
    }

    /** Of value to limit: the median of the rounds' ratios, which need not be the ratio of the medians. */
    public double ratio() {
        return ratios.median();
    }

    public boolean met() {
        return target.isMetBy(this);
    }

    /** The target as text; empty where there is none. */
    String aim() {
        return target.describe(unit);
    }
}
