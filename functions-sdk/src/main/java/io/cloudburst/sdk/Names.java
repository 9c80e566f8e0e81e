package io.cloudburst.sdk;

import java.util.regex.Pattern;

/** What functions, DAGs, their nodes, and keys of the store may be called. */
public final class Names {
    /** Keys below this prefix are the system's own. */
    public static final String RESERVED_PREFIX = "cloudburst/";

    /** The longest key of the store, in characters. */
    public static final int MAX_KEY_LENGTH = 1_024;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}");

    private Names() {}

    /**
     * @param kind what is named, for the message
     * @return the name
     * @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT}
     */
    public static String check(String kind, String name) {
        if (name == null || !NAME.matcher(name).matches()) {
            throw new CloudburstException(
                    ErrorCode.INVALID_ARGUMENT,
                    "'%s' cannot be the name of a %s: use up to 200 letters, digits and _ . - and begin with a letter, digit or _"
                            .formatted(name, kind));
        }
        return name;
    }

    /**
     * @return the key
     * @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT}
     */
    public static String checkKey(String key) {
        if (key == null || key.isEmpty() || key.length() > MAX_KEY_LENGTH || key.startsWith(RESERVED_PREFIX)) {
            throw new CloudburstException(
                    ErrorCode.INVALID_ARGUMENT,
                    "'%s' cannot be a key: use 1 to %d characters that do not begin with '%s'"
                            .formatted(key, MAX_KEY_LENGTH, RESERVED_PREFIX));
        }
        return key;
    }

    /**
     * @return the prefix, which may be empty
     * @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT}
     */
    public static String checkPrefix(String prefix) {
        if (prefix == null || prefix.length() > MAX_KEY_LENGTH || prefix.startsWith(RESERVED_PREFIX)) {
            throw new CloudburstException(
                    ErrorCode.INVALID_ARGUMENT,
                    "'%s' cannot be the prefix of keys: use up to %d characters that do not begin with '%s'"
                            .formatted(prefix, MAX_KEY_LENGTH, RESERVED_PREFIX));
        }
        return prefix;
    }
}
