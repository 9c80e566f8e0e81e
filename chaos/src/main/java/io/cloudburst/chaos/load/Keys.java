package io.cloudburst.chaos.load;

/** The keys that are written to. */
public final class Keys {
    /** Of all of them. */
    public static final String PREFIX = "chaos/";

    private Keys() {}
}
