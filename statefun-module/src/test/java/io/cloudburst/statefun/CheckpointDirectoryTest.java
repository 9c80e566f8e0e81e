package io.cloudburst.statefun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.KeyGroupRangeOffsets;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointDirectoryTest {

    @TempDir
    Path directory;

    @Test
    void theNewestIsTheLastThatIsComplete() throws IOException {
        complete("job-a/chk-99", 99, 1);
        Path newest = complete("job-b/chk-102", 102, 3);
        complete("savepoint-a", 100, 2);
        Files.createDirectories(directory.resolve("job-b/chk-3"));
        Files.createDirectories(directory.resolve("job-b/shared"));

        try (CheckpointDirectory checkpoints = CheckpointDirectory.open(directory.toUri())) {
            assertThat(checkpoints.newest()).contains(newest);
        }
    }

    @Test
    void aSavepointCountsAsWell() throws IOException {
        complete("job-a/chk-9", 9, 1);
        Path savepoint = complete("savepoint-a", 10, 1);

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
        complete("job-a/chk-9", 9, 1);
        complete("savepoint-a", 10, 1);
        Path kept = complete("job-b/chk-11", 11, 3);

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

    @Test
    void whatTheClockWasDoesNotMatter() throws IOException {
        complete("job-a/chk-9", 9, 5_000);
        Path newest = complete("job-a/chk-10", 10, 10);

        try (CheckpointDirectory checkpoints = CheckpointDirectory.open(directory.toUri())) {
            assertThat(checkpoints.newest()).contains(newest);
            assertThat(CheckpointDirectory.lastCheckpoint(directory.toUri()))
                    .hasValueSatisfying(last -> assertThat(last.getId()).isEqualTo(10));
        }
    }

    @Test
    void damagedOnesArePutAsideAndTheOneBeforeIsTaken() throws IOException {
        Path sound = complete("job-a/chk-7", 7, 1);
        Path truncated = complete("job-a/chk-8", 8, 2);
        Files.write(
                truncated.resolve("_metadata"), Arrays.copyOf(Files.readAllBytes(truncated.resolve("_metadata")), 9));
        Path garbage = complete("job-a/chk-9", 9, 3);
        Files.write(garbage.resolve("_metadata"), new byte[1_000]);
        Path stateGone = complete("job-a/chk-10", 10, 4, directory.resolve("gone"));

        try (CheckpointDirectory checkpoints = CheckpointDirectory.open(directory.toUri())) {
            assertThat(checkpoints.newest()).contains(sound);
            checkpoints.keepOnly(Optional.of(sound));

            for (Path damaged : List.of(truncated, garbage, stateGone)) {
                assertThat(damaged).doesNotExist();
                assertThat(directory.resolve("damaged-" + damaged.getFileName()).resolve("_metadata"))
                        .exists();
            }
            assertThat(checkpoints.newest()).contains(sound);
        }
    }

    @Test
    void aCheckpointWhoseStateIsThereInFullIsSound() throws IOException {
        Path state = Files.write(directory.resolve("state"), new byte[10]);
        Path checkpoint = complete("job-a/chk-1", 1, 1, state);

        try (CheckpointDirectory checkpoints = CheckpointDirectory.open(directory.toUri())) {
            assertThat(checkpoints.newest()).contains(checkpoint);
            Files.write(state, new byte[9]);
            assertThat(checkpoints.newest()).isEmpty();
        }
    }

    @Test
    void whatIsPutAsideDoesNotGrow() throws IOException {
        try (CheckpointDirectory checkpoints = CheckpointDirectory.open(directory.toUri())) {
            for (int i = 1; i <= 10; i++) {
                checkpoints.unrestorable(complete("job-a/chk-" + i, i, i));
                checkpoints.keepOnly(checkpoints.newest());
            }

            try (Stream<Path> left = Files.list(directory)) {
                assertThat(left.filter(Files::isDirectory))
                        .extracting(path -> path.getFileName().toString())
                        .containsExactlyInAnyOrder("damaged-chk-8", "damaged-chk-9", "damaged-chk-10");
            }
        }
    }

    private Path complete(String checkpoint, long id, long second) throws IOException {
        return complete(checkpoint, id, second, List.of());
    }

    /** @param state a file of ten bytes that it names */
    private Path complete(String checkpoint, long id, long second, Path state) throws IOException {
        OperatorState operator = new OperatorState(new OperatorID(1, 2), 1, 128);
        operator.putState(
                0,
                OperatorSubtaskState.builder()
                        .setManagedKeyedState(new KeyGroupsStateHandle(
                                new KeyGroupRangeOffsets(0, 127),
                                new FileStateHandle(new org.apache.flink.core.fs.Path(state.toUri()), 10)))
                        .build());
        return complete(checkpoint, id, second, List.of(operator));
    }

    private Path complete(String checkpoint, long id, long second, List<OperatorState> operators) throws IOException {
        Path path = Files.createDirectories(directory.resolve(checkpoint));
        Path metadata = path.resolve("_metadata");
        try (OutputStream out = Files.newOutputStream(metadata)) {
            Checkpoints.storeCheckpointMetadata(new CheckpointMetadata(id, operators, List.of()), out);
        }
        Files.setLastModifiedTime(metadata, FileTime.fromMillis(second * 1000));
        return path;
    }
}
