package io.cloudburst.kvs.rocks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Optional;

/** What a partition's database knows of itself: its format, which log it follows, and how far. */
final class PartitionMeta {
    private static final byte[] FORMAT = "format".getBytes(UTF_8);
    private static final byte[] CURRENT_FORMAT = {3};
    // The first has no keys in parts, the second no increments and operations; else they are the same.
    private static final byte OLDEST_FORMAT = 1;
    private static final byte[] APPLIED = "applied".getBytes(UTF_8);
    private static final byte[] LOG_ID = "log".getBytes(UTF_8);

    private PartitionMeta() {}

    /**
     * Marks a new database, and looks at the mark of another. One of a format before is of this one from now on.
     *
     * @throws StorageException if it has another format than this version's
     */
    static void checkFormat(PartitionDatabase database) {
        byte[] format = database.getMeta(FORMAT);
        if (format == null || format.length == 1 && format[0] >= OLDEST_FORMAT && format[0] < CURRENT_FORMAT[0]) {
            database.putMeta(FORMAT, CURRENT_FORMAT);
            database.commit();
        } else if (format.length != 1 || format[0] != CURRENT_FORMAT[0]) {
            throw new StorageException(
                    "the partition in " + database.directory() + " has format " + format[0] + ", this version reads "
                            + CURRENT_FORMAT[0]
                            + "; use the version that wrote it, or delete the directory to rebuild it",
                    null);
        }
    }

    static long applied(PartitionDatabase database) {
        byte[] stored = database.getMeta(APPLIED);
        return stored == null
                ? PartitionStore.NOTHING_APPLIED
                : ByteBuffer.wrap(stored).getLong();
    }

    /** To be committed with what is applied. */
    static void setApplied(PartitionDatabase database, long offset) {
        database.putMeta(
                APPLIED, ByteBuffer.allocate(Long.BYTES).putLong(offset).array());
    }

    static Optional<String> logId(PartitionDatabase database) {
        return Optional.ofNullable(database.getMeta(LOG_ID)).map(id -> new String(id, UTF_8));
    }

    static void setLogId(PartitionDatabase database, String logId) {
        database.putMeta(LOG_ID, logId.getBytes(UTF_8));
    }
}
