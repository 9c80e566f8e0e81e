package io.cloudburst.cli.terminal;

import java.util.Map;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.ColorScheme;

/**
 * What standard output and standard error lead to. Immutable.
 *
 * @param out whether standard output is a terminal
 * @param err whether standard error is one
 * @param columns how wide it is
 * @param color when to use colours
 */
public record Terminal(boolean out, boolean err, int columns, Color color) {
    private static final int USUAL_COLUMNS = 80;

    /** Neither is a terminal, and there are no colours: for tests. */
    public static final Terminal NONE = new Terminal(false, false, USUAL_COLUMNS, Color.never);

    /** When to use colours. */
    public enum Color {
        /** On a terminal, unless the environment says otherwise. */
        auto,
        always,
        never
    }

    /**
     * As the launcher has found it, which can ask; the JVM knows only whether input <em>and</em> output are a terminal. {@code NO_COLOR}
     * and {@code TERM=dumb} mean no colours (https://no-color.org).
     */
    public static Terminal ofThisProcess() {
        return of(System.getProperty("cloudburst.terminal", ""), System.getenv());
    }

    /** @param found such as {@code out,err,120}; what is missing is no terminal */
    static Terminal of(String found, Map<String, String> environment) {
        int columns = USUAL_COLUMNS;
        boolean out = false;
        boolean err = false;
        for (String word : found.split(",")) {
            switch (word) {
                case "out" -> out = true;
                case "err" -> err = true;
                default -> columns = word.matches("[1-9]\\d{1,3}") ? Integer.parseInt(word) : columns;
            }
        }
        boolean plain = !environment.getOrDefault("NO_COLOR", "").isEmpty()
                || environment.getOrDefault("TERM", "").equals("dumb");
        return new Terminal(out, err, columns, plain ? Color.never : Color.auto);
    }

    /** The same, with colours as the user says. {@link Color#auto} leaves it at what the environment says. */
    public Terminal with(Color wanted) {
        return wanted == Color.auto ? this : new Terminal(out, err, columns, wanted);
    }

    /** How text is styled on standard output. */
    public ColorScheme outStyle() {
        return Help.defaultColorScheme(ansi(out));
    }

    /** How text is styled on standard error. */
    public ColorScheme errStyle() {
        return Help.defaultColorScheme(ansi(err));
    }

    private Ansi ansi(boolean terminal) {
        return color == Color.always || color == Color.auto && terminal ? Ansi.ON : Ansi.OFF;
    }
}
