package io.cloudburst.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.cli.terminal.Terminal.Color;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    private record Row(String name, long size, String words) {}

    private static final Table<Row> TABLE =
            new Table<Row>().name("NAME", Row::name).number("SIZE", Row::size).text("WORDS", Row::words);

    @Test
    void columnsAreAsWideAsWhatIsInThem() {
        String text = TABLE.render(List.of(new Row("a", 7, "one"), new Row("longer", 1_234_567, "two")), Terminal.NONE);

        assertThat(text.lines().map(String::stripTrailing))
                .containsExactly("NAME         SIZE  WORDS", "a               7  one", "longer  1,234,567  two");
    }

    @Test
    void textIsShownAsItIsAndInOneLine() {
        String text = TABLE.render(List.of(new Row("@|red x|@", 1, "a\nb\u001b[2J")), Terminal.NONE);

        assertThat(text).contains("@|red x|@", "a b [2J").doesNotContain("\u001b");
        assertThat(text.lines()).hasSize(2);
    }

    @Test
    void theLastColumnWrapsOnATerminalAndOnlyThere() {
        Row row = new Row("a", 1, "word ".repeat(30).strip());

        assertThat(TABLE.render(List.of(row), new Terminal(true, true, 60, Color.never))
                        .lines())
                .hasSizeGreaterThan(3)
                .allMatch(line -> line.length() <= 60);
        assertThat(TABLE.render(List.of(row), Terminal.NONE).lines()).hasSize(2);
    }

    @Test
    void colorsComeOnlyWhenTheyAreWanted() {
        List<Row> rows = List.of(new Row("a", 1, "b"));

        assertThat(TABLE.render(rows, new Terminal(true, true, 80, Color.auto))).contains("\u001b[1m");
        assertThat(TABLE.render(rows, new Terminal(false, true, 80, Color.auto)))
                .doesNotContain("\u001b");
        assertThat(TABLE.render(rows, new Terminal(true, true, 80, Color.never)))
                .doesNotContain("\u001b");
    }
}
