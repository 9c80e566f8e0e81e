package io.cloudburst.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import picocli.CommandLine.Help.Ansi.IStyle;
import picocli.CommandLine.Help.Ansi.Style;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.TextTable;

/**
 * How rows of one kind are shown to people: a column each for what there is to know. Columns are as wide as what is in them; on a
 * terminal the last one wraps. Not for use by many threads.
 *
 * @param <T> what a row is made of
 */
public final class Table<T> {
    private static final int GAP = 2;
    private static final int LEAST_LAST_WIDTH = 20;

    private final List<Field<T>> fields = new ArrayList<>();

    private record Field<T>(String header, Function<T, ?> cell, boolean number, List<IStyle> styles) {
        String of(T row) {
            Object value = cell.apply(row);
            return number && value instanceof Number n
                    ? String.format(Locale.ROOT, "%,d", n.longValue())
                    : PlainText.inOneLine(String.valueOf(value));
        }
    }

    /** A column that tells rows apart. */
    public Table<T> name(String header, Function<T, ?> cell) {
        return add(new Field<>(header, cell, false, List.of(Style.bold)));
    }

    public Table<T> text(String header, Function<T, ?> cell) {
        return add(new Field<>(header, cell, false, List.of()));
    }

    /** A column of what matters less. */
    public Table<T> faint(String header, Function<T, ?> cell) {
        return add(new Field<>(header, cell, false, List.of(Style.faint)));
    }

    /** A column of whole numbers, to the right, in groups of three digits. */
    public Table<T> number(String header, Function<T, ? extends Number> cell) {
        return add(new Field<>(header, cell, true, List.of()));
    }

    private Table<T> add(Field<T> field) {
        fields.add(field);
        return this;
    }

    /** The rows under a line of headers; each line ends with a line feed. */
    public String render(List<? extends T> rows, Terminal terminal) {
        List<List<String>> cells = new ArrayList<>(rows.size() + 1);
        cells.add(fields.stream().map(Field::header).toList());
        rows.forEach(
                row -> cells.add(fields.stream().map(field -> field.of(row)).toList()));
        int[] widths = new int[fields.size()];
        cells.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        ColorScheme style = terminal.outStyle();
        TextTable table = TextTable.forColumns(style, columns(widths, terminal));
        for (List<String> row : cells) {
            boolean header = row == cells.get(0);
            Text[] texts = new Text[widths.length];
            for (int i = 0; i < widths.length; i++) {
                Field<T> field = fields.get(i);
                String cell = field.number() ? " ".repeat(widths[i] - row.get(i).length()) + row.get(i) : row.get(i);
                // Styled, not parsed: a cell that looks like picocli's markup is text.
                texts[i] = style.apply(cell, header ? List.of(Style.underline) : field.styles());
            }
            table.addRowValues(texts);
        }
        return table.toString();
    }

    private static Column[] columns(int[] widths, Terminal terminal) {
        Column[] columns = new Column[widths.length];
        int left = terminal.columns();
        for (int i = 0; i < widths.length; i++) {
            boolean last = i == widths.length - 1;
            int width = last ? widths[i] : widths[i] + GAP;
            if (last && terminal.out()) {
                width = Math.max(Math.min(LEAST_LAST_WIDTH, width), Math.min(width, left));
            }
            left -= width;
            columns[i] = new Column(Math.max(1, width), 0, last ? Column.Overflow.WRAP : Column.Overflow.TRUNCATE);
        }
        return columns;
    }
}
