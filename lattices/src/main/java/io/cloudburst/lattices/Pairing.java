package io.cloudburst.lattices;

/** Walks two ascending arrays of distinct numbers side by side, so that what both have is met once. Not thread-safe. */
final class Pairing {
    private final long[] lefts;
    private final long[] rights;
    private int left = -1;
    private int right = -1;
    private int nextLeft;
    private int nextRight;

    Pairing(long[] lefts, long[] rights) {
        this.lefts = lefts;
        this.rights = rights;
    }

    /** Goes on to the next greater number of either; false behind the last. */
    boolean advance() {
        boolean leftEnded = nextLeft == lefts.length;
        boolean rightEnded = nextRight == rights.length;
        if (leftEnded && rightEnded) {
            return false;
        }
        boolean hasLeft = !leftEnded && (rightEnded || lefts[nextLeft] <= rights[nextRight]);
        boolean hasRight = !rightEnded && (leftEnded || rights[nextRight] <= lefts[nextLeft]);
        left = hasLeft ? nextLeft++ : -1;
        right = hasRight ? nextRight++ : -1;
        return true;
    }

    /** The number. */
    long number() {
        return left >= 0 ? lefts[left] : rights[right];
    }

    /** Its index in the first array; negative if it is not there. */
    int left() {
        return left;
    }

    /** Its index in the second array; negative if it is not there. */
    int right() {
        return right;
    }
}
