package io.cloudburst.statefun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointDirectoryTest {

    @TempDir
    Path directory;

    @Test
    void theNewestIsTheLastThatIsComplete() throws IOException {
        complete("job-a/chk-99", 1);
        Path newest = complete("job-b/chk-2", 3);
        complete("savepoint-a", 2);
        Files.createDirectories(directory.resolve("job-b/chk-3"));
        Files.createDirectories(directory.resolve("job-b/shared"));

        try (CheckpointDirectory checkpoints = CheckpointDirectory.open(directory.toUri())) {
            assertThat(checkpoints.newest()).contains(newest);
        }
    }

    @Test
    void aSavepointCountsAsWell() throws IOException {
        complete("job-a/chk-9", 1);
        Path savepoint = complete("savepoint-a", 1);

        try (CheckpointDirectory checkpoints = CheckpointDirectory.open(directory.toUri())) {
            assertThat(checkpoints.newest()).contains(savepoint);
        }
    }

    @Test
    void anEmptyOrMissingDirectoryHasNone() throws IOException {
        try (CheckpointDirectory checkpoints =
                CheckpointDirectory.open(directory.resolve("new").toUri())) {
            assertThat(checkpoints.newest()).isEmpty();
            checkpoints.keepOnly(Optional.empty());
        }
    }

    @Test
    void whatEarlierStartsLeftIsDeleted() throws IOException {
        complete("job-a/chk-9", 1);
        complete("savepoint-a", 1);
        Path kept = complete("job-b/chk-2", 3);

        try (CheckpointDirectory checkpoints = CheckpointDirectory.open(directory.toUri())) {
            checkpoints.keepOnly(Optional.of(kept));

            assertThat(directory.resolve("job-a")).doesNotExist();
            assertThat(directory.resolve("savepoint-a")).doesNotExist();
            assertThat(checkpoints.newest()).contains(kept);
        }
    }

    @Test
    void aSecondJobIsRefused() throws IOException {
        try (CheckpointDirectory checkpoints = CheckpointDirectory.open(directory.toUri())) {
            assertThatThrownBy(() -> CheckpointDirectory.open(checkpoints.uri()))
                    .isInstanceOf(JobFailedException.class)
                    .hasMessageContaining(directory.toString())
                    .hasMessageContaining("in use by another job");
        }
        CheckpointDirectory.open(directory.toUri()).close();
    }

    private Path complete(String checkpoint, long second) throws IOException {
        Path path = Files.createDirectories(directory.resolve(checkpoint));
        Files.setLastModifiedTime(Files.createFile(path.resolve("_metadata")), FileTime.fromMillis(second * 1000));
        return path;
    }
}
