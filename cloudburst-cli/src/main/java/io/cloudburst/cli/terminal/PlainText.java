package io.cloudburst.cli.terminal;

/** Text of unknown origin, made fit for a line of a terminal. */
public final class PlainText {
    private PlainText() {}

    /** In one line, and without what a terminal would take for a command: each control character becomes a space. */
    public static String inOneLine(String text) {
        StringBuilder line = new StringBuilder(text);
        for (int i = 0; i < line.length(); i++) {
            if (Character.isISOControl(line.charAt(i))) {
                line.setCharAt(i, ' ');
            }
        }
        return line.toString();
    }
}
