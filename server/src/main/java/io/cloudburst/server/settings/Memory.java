package io.cloudburst.server.settings;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An amount of memory, written like {@code 512m} or {@code 2g}; units are powers of 1024. */
public record Memory(long bytes) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})([kmg])");

    /** @throws IllegalArgumentException if it is no amount of memory */
    public static Memory parse(String text) {
        Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no amount of memory; write it like 512m or 2g");
        }
        int shift =
                switch (form.group(2)) {
                    case "k" -> 10;
                    case "m" -> 20;
                    default -> 30;
                };
        return new Memory(Long.parseLong(form.group(1)) << shift);
    }

    public static Memory ofMebibytes(long mebibytes) {
        return new Memory(mebibytes << 20);
    }

    /** Rounded down. */
    public long mebibytes() {
        return bytes >> 20;
    }

    @Override
    public String toString() {
        return mebibytes() + "m";
    }
}
