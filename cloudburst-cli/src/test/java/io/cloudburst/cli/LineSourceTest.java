package io.cloudburst.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LineSourceTest {
    private static LineSource of(String text, boolean sized) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new LineSource(new ByteArrayInputStream(bytes), sized ? bytes.length : 0);
    }

    @Test
    void linesAreCounted() throws IOException {
        LineSource lines = of("a\n\nb", false);

        assertThat(lines.next()).isEqualTo("a");
        assertThat(lines.next()).isEmpty();
        assertThat(lines.next()).isEqualTo("b");
        assertThat(lines.number()).isEqualTo(3);
        assertThat(lines.next()).isNull();
        assertThat(lines.number()).isEqualTo(3);
    }

    @Test
    void ofAFileTheNumberIsGuessedUntilItIsKnown() throws IOException {
        LineSource lines = of("1\n2\n3\n4\n", true);
        assertThat(lines.expected(0)).isNegative();

        lines.next();
        assertThat(lines.expected(0)).isEqualTo(4);
        assertThat(lines.expected(9)).isEqualTo(9);
    }

    @Test
    void ofAPipeItIsUnknownUntilTheEnd() throws IOException {
        LineSource lines = of("1\n2\n", false);

        lines.next();
        assertThat(lines.expected(1)).isNegative();
        lines.next();
        lines.next();
        assertThat(lines.expected(1)).isEqualTo(2);
    }
}
