package io.cloudburst.bench;

/**
 * What was measured, and the same measure of its limit in the same run.
 *
 * @param name what, within its bench
 * @param value of the system
 * @param limit of what it is held against
 * @param target the ratio of value to limit that is aimed for
 */
public record Measure(String bench, String name, double value, String unit, double limit, Target target) {

    /** A bound on the ratio of value to limit. */
    public record Target(boolean atMost, double ratio) {
        public static final Target NONE = new Target(true, Double.NaN);

        public static Target atMost(double ratio) {
            return new Target(true, ratio);
        }

        public static Target atLeast(double ratio) {
            return new Target(false, ratio);
        }

        boolean isMetBy(double measured) {
            return Double.isNaN(ratio) || (atMost ? measured <= ratio : measured >= ratio);
        }

        @Override
        public String toString() {
            return Double.isNaN(ratio) ? "" : (atMost ? "≤ " : "≥ ") + ratio;
        }
    }

    public double ratio() {
        return value / limit;
    }

    public boolean met() {
        return target.isMetBy(ratio());
    }
}
