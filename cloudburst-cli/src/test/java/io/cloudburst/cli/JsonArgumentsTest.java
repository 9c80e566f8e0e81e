package io.cloudburst.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonArgumentsTest {
    @TempDir
    private Path directory;

    @Test
    void jsonIsReadAndTheRestIsText() {
        assertThat(JsonArguments.value("2").getInt32()).isEqualTo(2);
        assertThat(JsonArguments.value("null").getNullValue()).isTrue();
        assertThat(JsonArguments.value("two words").getText()).isEqualTo("two words");
        assertThat(JsonArguments.value("").getText()).isEmpty();
        assertThat(JsonArguments.value("1 2").getText()).isEqualTo("1 2");
        assertThat(JsonArguments.value("{\"$ref\": \"key\"}").getReference().getKey())
                .isEqualTo("key");
        assertThat(JsonArguments.value("\"@home\"").getText()).isEqualTo("@home");
    }

    @Test
    void aFileIsWhatItHas() throws IOException {
        Path file = Files.writeString(directory.resolve("argument"), "{\"a\": 1}\n");

        assertThat(JsonArguments.value("@" + file).getJson().toStringUtf8()).isEqualTo("{\"a\":1}");
    }

    @Test
    void whatCannotBeReadIsRefused() throws IOException {
        Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});

        assertThatThrownBy(() -> JsonArguments.value("@")).hasMessageContaining("needs a file");
        assertThatThrownBy(() -> JsonArguments.value("@" + directory.resolve("none")))
                .hasMessageContaining("there is no file");
        assertThatThrownBy(() -> JsonArguments.value("@" + binary)).hasMessageContaining("UTF-8");
        assertThatThrownBy(() -> JsonArguments.value("@" + directory)).hasMessageContaining("cannot be read");
    }
}
