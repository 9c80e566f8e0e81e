package io.cloudburst.bench;

import io.cloudburst.sdk.CloudFunction;

/** What is deployed again and again, in a jar of its own. */
public final class SoakShipped {
    static final String NAME = "soak_shipped";

    /** State of the class: it goes with its class loader. */
    private static final byte[] KEPT = new byte[256 << 10];

    private SoakShipped() {}

    @CloudFunction(NAME)
    public static long next(long x) {
        KEPT[(int) (x % KEPT.length)]++;
        return x + 1;
    }
}
