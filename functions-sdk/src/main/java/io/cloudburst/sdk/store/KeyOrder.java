package io.cloudburst.sdk.store;

import java.util.Comparator;

/** The order in which nodes scan: by the unsigned bytes of UTF-8, which is that of code points and not quite {@code String}'s own. */
public final class KeyOrder implements Comparator<String> {
    public static final KeyOrder INSTANCE = new KeyOrder();

    private KeyOrder() {}

    @Override
    public int compare(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                // Surrogates stand for characters behind all others.
                boolean beyond = Character.isSurrogate(x);
                return beyond == Character.isSurrogate(y) ? Character.compare(x, y) : beyond ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
