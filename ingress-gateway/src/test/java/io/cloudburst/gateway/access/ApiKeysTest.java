package io.cloudburst.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudburst.gateway.http.Principal;
import io.cloudburst.gateway.http.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiKeysTest {
    @TempDir
    private Path directory;

    @Test
    void aKeyIsFoundByItsHashAndIsInNoFile() throws IOException {
        Path file = directory.resolve("keys");
        String ann = ApiKeys.add(file, "ann", Role.CALLER);
        String bob = ApiKeys.add(file, "bob", Role.ADMIN);
        assertThat(Files.readString(file)).doesNotContain(ann).doesNotContain(bob);
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
        ApiKeys keys = ApiKeys.read(file);
        assertThat(keys.find(ann)).contains(new Principal("ann", Role.CALLER));
        assertThat(keys.find(bob)).contains(new Principal("bob", Role.ADMIN));
        assertThat(keys.find(ann + "x")).isEmpty();
        assertThat(keys.find("")).isEmpty();
    }

    @Test
    void aFileThatMakesNoSenseIsRefusedWithItsLine() throws IOException {
        Path file = directory.resolve("keys");
        assertThatThrownBy(() -> ApiKeys.read(file)).hasMessageContaining("cannot be read");
        Files.writeString(file, "# nothing\n\n");
        assertThatThrownBy(() -> ApiKeys.read(file)).hasMessageContaining("no API keys");
        Files.writeString(file, "# nothing\nann caller abc\n");
        assertThatThrownBy(() -> ApiKeys.read(file)).hasMessageContaining("line 2");
        Files.writeString(file, "ann king " + "0".repeat(64));
        assertThatThrownBy(() -> ApiKeys.read(file)).hasMessageContaining("'king' is no role");
        assertThatThrownBy(() -> ApiKeys.add(file, "a b", Role.CALLER)).hasMessageContaining("'a b'");
    }
}
