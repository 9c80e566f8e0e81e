package io.cloudburst.kvs.rocks;

/** More readers wait for offsets of a partition than it takes. */
public final class TooManyWaitersException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooManyWaitersException(int limit) {
        super("already " + limit + " readers wait for updates of this partition; try again, or another node");
    }
}
