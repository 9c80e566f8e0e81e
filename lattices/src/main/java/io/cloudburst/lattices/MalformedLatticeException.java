package io.cloudburst.lattices;

/** Bytes are no encoded lattice. The message says what is wrong with them and at which byte, counted from 0. */
public final class MalformedLatticeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int position;

    MalformedLatticeException(String what, int position) {
        super(what + " at byte " + position);
        this.position = position;
    }

    /** The byte at which decoding stopped, counted from 0. */
    public int position() {
        return position;
    }
}
