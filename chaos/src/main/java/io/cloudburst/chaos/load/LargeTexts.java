package io.cloudburst.chaos.load;

/** Texts that do not fit a record, each known by a number. */
public final class LargeTexts {
    /** More than a record takes: such go into the store in chunks. */
    private static final int LEAST_LENGTH = 1_200_000;

    private static final int MORE_LENGTHS = 7;
    private static final int MORE_LENGTH = 100_000;

    private LargeTexts() {}

    /** The text of a number. */
    static String of(long number) {
        String word = nameOf(number) + " ";
        int length = LEAST_LENGTH + (int) (number % MORE_LENGTHS) * MORE_LENGTH;
        return word.repeat(length / word.length());
    }

    /** What stands for the text of a number in a history. */
    static String nameOf(long number) {
        return "v" + number;
    }

    /** What stands for a text: its name if it is whole, else what is wrong with it. */
    public static String nameOf(String text) {
        int end = text.indexOf(' ');
        if (end < 2 || !text.substring(1, end).chars().allMatch(Character::isDigit)) {
            return "no text at all, of %d characters".formatted(text.length());
        }
        long number = Long.parseLong(text.substring(1, end));
        return text.equals(of(number))
                ? nameOf(number)
                : "another text than that of %d, of %d characters".formatted(number, text.length());
    }
}
