package io.cloudburst.kvs.rocks;

/** A value is larger than its reader can take at once. */
public final class OversizedValueException extends Exception {
    private static final long serialVersionUID = 1L;

    OversizedValueException(long maxBytes) {
        super("the value has more than " + maxBytes + " bytes");
    }
}
