package io.cloudburst.bench;

/**
 * What something had at the start of a long run, in the middle and at its end.
 *
 * @param process whose
 * @param what in its unit
 * @param bound how much is no growth
 */
public record Growth(String process, String what, double start, double middle, double end, Bound bound) {
    /**
     * What counts as flat: at the end no more than so many times what there was in the middle, and so many times what there was at the
     * start, or so much more than it.
     *
     * @param more in the unit: where there is little, a little more is much
     */
    public record Bound(double toMiddle, double toStart, double more) {
        private boolean isMet(double then, double now, double ratio) {
            return now <= Math.max(then * ratio, then + more);
        }
    }

    public boolean isFlat() {
        return bound.isMet(middle, end, bound.toMiddle()) && bound.isMet(start, end, bound.toStart());
    }

    double endToMiddle() {
        return middle == 0 ? 1 : end / middle;
    }

    double endToStart() {
        return start == 0 ? 1 : end / start;
    }
}
