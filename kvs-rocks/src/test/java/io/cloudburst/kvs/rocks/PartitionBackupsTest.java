package io.cloudburst.kvs.rocks;

import static io.cloudburst.kvs.rocks.TestRecords.read;
import static io.cloudburst.kvs.rocks.TestRecords.text;
import static io.cloudburst.kvs.rocks.TestRecords.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudburst.kvs.rocks.PartitionBackups.Backup;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartitionBackupsTest {
    @TempDir
    private Path directory;

    private StoreMemory memory;
    private PartitionStore store;
    private PartitionBackups backups;
    private int copies;

    @BeforeEach
    void openStore() {
        memory = new StoreMemory(StoreMemory.MIN_BYTES);
        store = open("partition-0");
        store.follow("log-1");
        backups = new PartitionBackups(directory.resolve("backups"));
    }

    @AfterEach
    void closeStore() {
        store.close();
        memory.close();
    }

    private PartitionStore open(String name) {
        return PartitionStore.open(0, directory.resolve(name), memory, letter -> {}, new SplittableRandom(1));
    }

    private Backup backUp(int kept) {
        Path copy = directory.resolve("copy-" + copies++);
        store.checkpoint(copy);
        return backups.add(copy, memory, kept);
    }

    @Test
    void aBackupIsRestoredWithItsOffset() {
        store.apply(List.of(update(0, "a", text(1, "one")), update(1, "b", text(1, "one"))));
        Backup first = backUp(2);
        store.apply(List.of(update(2, "a", text(2, "two"))));
        Backup second = backUp(2);
        store.apply(List.of(update(3, "a", text(3, "three"))));

        assertThat(backups.list()).containsExactly(first, second);
        assertThat(second.applied()).isEqualTo(2);
        assertThat(second.logId()).isEqualTo("log-1");
        backups.restore(first, directory.resolve("first"), memory);
        backups.restore(second, directory.resolve("second"), memory);

        try (PartitionStore restored = open("first")) {
            assertThat(restored.applied()).isEqualTo(1);
            assertThat(restored.logId()).contains("log-1");
            assertThat(read(restored, "a")).contains(text(1, "one"));
        }
        try (PartitionStore restored = open("second")) {
            assertThat(restored.applied()).isEqualTo(2);
            assertThat(read(restored, "a")).contains(text(2, "two"));
            assertThat(read(restored, "b")).contains(text(1, "one"));
            restored.apply(List.of(update(3, "a", text(3, "three"))));
            assertThat(read(restored, "a")).contains(text(3, "three"));
        }
    }

    @Test
    void onlySoManyAreKept() {
        store.apply(List.of(update(0, "a", text(1, "one"))));
        backUp(2);
        Backup second = backUp(2);
        Backup third = backUp(2);

        assertThat(backups.list()).containsExactly(second, third);
    }

    @Test
    void aPlaceWithoutBackupsHasNone() {
        assertThat(backups.list()).isEmpty();
    }

    @Test
    void aDamagedBackupIsNotRestored() throws IOException {
        store.apply(List.of(update(0, "a", text(1, "one"))));
        Backup backup = backUp(1);
        try (Stream<Path> files = Files.list(directory.resolve("backups").resolve("shared_checksum"))) {
            for (Path file : files.toList()) {
                byte[] content = Files.readAllBytes(file);
                content[content.length / 2] ^= 1;
                Files.write(file, content);
            }
        }

        assertThatThrownBy(() -> backups.restore(backup, directory.resolve("restored"), memory))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("can't be restored");
    }

    @Test
    void oneProcessAtATimeWrites() throws IOException {
        backUp(1);
        try (FileChannel file = FileChannel.open(
                        directory.resolve("backups").resolve("backup.lock"), StandardOpenOption.WRITE);
                FileLock lock = file.lock()) {
            assertThat(lock.isValid()).isTrue();

            assertThatThrownBy(() -> backUp(1))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("another");
        }
        backUp(1);
    }
}
