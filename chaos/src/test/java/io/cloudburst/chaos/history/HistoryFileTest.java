package io.cloudburst.chaos.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFileTest {
    @TempDir
    Path directory;

    @Test
    void whatWasWrittenIsRead() throws IOException {
        Path file = directory.resolve("history.jsonl");
        List<Event> told = new ArrayList<>();
        Effect effect = new Effect("t", List.of(Change.add("k", 2), Change.element("s", "e")));
        try (HistoryFile history = new HistoryFile(file, told::add)) {
            history.add(at -> new Event.Began(at, 1, 60, 200, "0.1.0"));
            history.add(at -> new Event.Invoked(at, 0, 2, "add", Group.WRITE, 20_000, null, effect, null));
            history.add(at -> new Event.Answered(at, 0, "ok"));
            history.add(at -> new Event.Failed(at, 1, "TIMEOUT", "too \"late\""));
            history.add(at -> new Event.Injected(at, 1, "KILL", "broker", 0));
            history.add(at -> new Event.Recovered(at, 1, "broker"));
            history.add(at -> new Event.Died(at, "worker", 137));
            history.add(Event.LoadEnded::new);
            history.add(at -> new Event.Observed(at, 1, "s", Change.Type.SET, List.of("e"), "00ff"));
            history.add(at -> new Event.Settled(at, List.of(0, 1), List.of()));
        }
        List<Event> read = new ArrayList<>();
        HistoryFile.read(file, read::add);
        assertThat(read).hasSize(10).isEqualTo(told);
    }

    @Test
    void whatComesAfterTheEndIsNotAPartOfIt() throws IOException {
        Path file = directory.resolve("history.jsonl");
        List<Event> told = new ArrayList<>();
        HistoryFile history = new HistoryFile(file, told::add);
        history.close();
        history.add(Event.LoadEnded::new);
        assertThat(told).isEmpty();
        assertThat(file).isEmptyFile();
    }

    @Test
    void aLineThatIsNoEventIsNamed() throws IOException {
        Path file = Files.writeString(
                directory.resolve("history.jsonl"), "{\"event\":\"load-ended\",\"at\":1}\n{\"event\":\"dance\"}\n");
        assertThatThrownBy(() -> HistoryFile.read(file, event -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 2");
    }
}
