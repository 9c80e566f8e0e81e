package io.cloudburst.chaos.load;

/** The keys that are written to. */
public final class Keys {
    /** Of all of them. */
    public static final String PREFIX = "chaos/";

    /** Of those whose objects are {@link LargeTexts}. */
    public static final String LARGE = PREFIX + "large/";

    private Keys() {}
}
