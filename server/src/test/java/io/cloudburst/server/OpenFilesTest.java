package io.cloudburst.server;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudburst.server.settings.SettingsException;
import org.junit.jupiter.api.Test;

class OpenFilesTest {
    @Test
    void tooFewAreRefusedAtTheStart() {
        assertThatThrownBy(() -> OpenFiles.check(256))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith(
                        "open files: this process may have 256, and needs at least 1024; raise the limit");
        assertThatCode(() -> OpenFiles.check(1_024)).doesNotThrowAnyException();
    }
}
