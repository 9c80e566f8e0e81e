package io.cloudburst.chaos.history;

/**
 * A write of one key.
 *
 * @param value as {@link Type} says
 * @param removed whether that is taken away, not written: an element of a set, a name of a map, or the object
 */
public record Change(String key, Type type, String value, boolean removed) {
    /** What a key has: how what is written to it is joined. */
    public enum Type {
        /** Goes up and down; the value is what is added. */
        COUNTER,
        /** A total for each writer, of which the greatest is kept: {@code WRITER=TOTAL}. */
        TOTALS,
        /** A set from which can be removed; the value is an element. */
        SET,
        /** A set that only grows; the value is an element. */
        GROW_ONLY_SET,
        /** One that is sorted. */
        ORDERED_SET,
        /** The last writer wins; the value is its text. */
        OBJECT,
        /** As an object, of a size that is kept in chunks; the value stands for all of it. */
        LARGE_OBJECT,
        /** A map whose names are objects each, and can be removed: {@code NAME=TEXT}. */
        MAP,
        /** A map of maxima: {@code NAME=NUMBER}. */
        MAP_OF_MAXIMA,
        /** The greatest number. */
        MAX,
        /** The least number. */
        MIN,
        /** {@code true} for ever, once it was written. */
        FLAG,
        /** What has the least priority; the value is that, and stands for the text too. */
        LOWEST_PRIORITY,
        /** Versions with a vector clock, of each writer its newest: {@code WRITER=COUNT}. */
        CAUSAL,
        /** The same, with dependencies on others. */
        CAUSAL_WITH_DEPENDENCIES
    }

    public static Change of(String key, Type type, Object value) {
        return new Change(key, type, value.toString(), false);
    }

    public static Change add(String key, long amount) {
        return of(key, Type.COUNTER, amount);
    }

    public static Change element(String key, String element) {
        return of(key, Type.SET, element);
    }

    public static Change object(String key, String text) {
        return of(key, Type.OBJECT, text);
    }

    /** Of a name in a map, of a total, or of a version. */
    public static Change named(String key, Type type, Object name, Object value) {
        return of(key, type, name + "=" + value);
    }

    /** @param value of a set the element, of a map the name, of an object nothing */
    public static Change removal(String key, Type type, String value) {
        return new Change(key, type, value, true);
    }
}
