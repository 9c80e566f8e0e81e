package io.cloudburst.chaos.history;

/**
 * A write of one key.
 *
 * @param value of a counter, what is added; of a set, the element that is added; of an object, its text; of a maximum, the number
 */
public record Change(String key, Type type, String value) {
    public enum Type {
        COUNTER,
        SET,
        OBJECT,
        MAX
    }

    public static Change add(String key, long amount) {
        return new Change(key, Type.COUNTER, Long.toString(amount));
    }

    public static Change element(String key, String element) {
        return new Change(key, Type.SET, element);
    }

    public static Change object(String key, String text) {
        return new Change(key, Type.OBJECT, text);
    }

    public static Change max(String key, long number) {
        return new Change(key, Type.MAX, Long.toString(number));
    }
}
