package io.cloudburst.lattices;

/** Two values were to be merged that are of different lattice types, which have no common upper bound. */
public final class LatticeTypeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final LatticeType left;
    private final LatticeType right;

    LatticeTypeException(LatticeType left, LatticeType right) {
        super("cannot merge " + right + " into " + left
                + ": a key keeps the lattice type of its first value; use another key, or write " + left);
        this.left = left;
        this.right = right;
    }

    /** The type of the value that was to be merged into. */
    public LatticeType left() {
        return left;
    }

    /** The type of the value that was to be merged. */
    public LatticeType right() {
        return right;
    }
}
