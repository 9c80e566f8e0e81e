package io.cloudburst.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.cli.terminal.Terminal.Color;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
    @Test
    void theLauncherSaysWhatIsATerminal() {
        assertThat(Terminal.of("out,err,132", Map.of())).isEqualTo(new Terminal(true, true, 132, Color.auto));
        assertThat(Terminal.of(",err,0", Map.of())).isEqualTo(new Terminal(false, true, 80, Color.auto));
        assertThat(Terminal.of("", Map.of())).isEqualTo(new Terminal(false, false, 80, Color.auto));
    }

    @Test
    void theEnvironmentAndThenTheUserSayWhetherThereAreColors() {
        assertThat(Terminal.of("out", Map.of("NO_COLOR", "1")).color()).isEqualTo(Color.never);
        assertThat(Terminal.of("out", Map.of("NO_COLOR", "")).color()).isEqualTo(Color.auto);
        assertThat(Terminal.of("out", Map.of("TERM", "dumb")).color()).isEqualTo(Color.never);
        assertThat(Terminal.of("", Map.of("NO_COLOR", "1")).with(Color.always).color())
                .isEqualTo(Color.always);
    }
}
