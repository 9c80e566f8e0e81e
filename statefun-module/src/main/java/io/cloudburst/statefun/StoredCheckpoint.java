package io.cloudburst.statefun;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.OperatorStreamStateHandle;
import org.apache.flink.runtime.state.StateObject;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;

/**
 * A checkpoint or savepoint on a disk that a job may begin at: its metadata can be read, and what they name is there.
 *
 * @param directory that has its {@code _metadata}
 * @param id Flink's number, which goes up from one checkpoint to the next, across restarts too: what clock the files' times come from
 *     does not matter
 */
record StoredCheckpoint(Path directory, long id) {
    static final String METADATA = "_metadata";

    /** @throws IOException if it is damaged, or not complete; the message says how, and with which file */
    static StoredCheckpoint read(Path directory) throws IOException {
        Path file = directory.resolve(METADATA);
        CheckpointMetadata metadata;
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            metadata = Checkpoints.loadCheckpointMetadata(
                    in,
                    StoredCheckpoint.class.getClassLoader(),
                    directory.toUri().toString());
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            // What is read of a damaged file may be any length, and any class.
            throw new IOException(file + " cannot be read: " + e.toString().split("[.\n] ", 2)[0], e);
        }
        for (OperatorState operator : metadata.getOperatorStates()) {
            for (OperatorSubtaskState subtask : operator.getStates()) {
                for (StateObject state : handles(subtask).toList()) {
                    check(state);
                }
            }
        }
        return new StoredCheckpoint(directory, metadata.getCheckpointId());
    }

    private static Stream<? extends StateObject> handles(OperatorSubtaskState subtask) {
        return Stream.of(
                        subtask.getManagedKeyedState(),
                        subtask.getRawKeyedState(),
                        subtask.getManagedOperatorState(),
                        subtask.getRawOperatorState())
                .flatMap(states -> states.stream());
    }

    private static void check(StateObject state) throws IOException {
        StreamStateHandle stream = null;
        if (state instanceof KeyGroupsStateHandle keyed) {
            stream = keyed.getDelegateStateHandle();
        } else if (state instanceof OperatorStreamStateHandle operator) {
            stream = operator.getDelegateStateHandle();
        }
        if (stream instanceof FileStateHandle file) {
            org.apache.flink.core.fs.Path path = file.getFilePath();
            FileSystem files = path.getFileSystem();
            if (!files.exists(path)) {
                throw new IOException(path + " is missing");
            }
            long length = files.getFileStatus(path).getLen();
            if (length != file.getStateSize()) {
                throw new IOException(
                        "%s has %d bytes and should have %d".formatted(path, length, file.getStateSize()));
            }
        }
    }
}
