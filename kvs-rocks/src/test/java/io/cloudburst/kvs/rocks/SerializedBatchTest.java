package io.cloudburst.kvs.rocks;

import static io.cloudburst.kvs.rocks.TestRecords.text;
import static io.cloudburst.kvs.rocks.TestRecords.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.lattices.LatticeCodec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBatch;

class SerializedBatchTest {
    @TempDir
    private Path directory;

    @BeforeAll
    static void loadLibrary() {
        NativeLibrary.load();
    }

    @Test
    void itIsWhatRocksDbMakesOfTheSameWrites() throws Exception {
        Operand small = operand(1, "small");
        Operand large = operand(1L << 40, "large".repeat(30_000));
        List<ColumnFamilyHandle> families = new ArrayList<>();
        try (DBOptions options = new DBOptions().setCreateIfMissing(true).setCreateMissingColumnFamilies(true);
                RocksDB db = RocksDB.open(
                        options,
                        directory.toString(),
                        List.of(
                                new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY),
                                new ColumnFamilyDescriptor(utf8("meta"))),
                        families);
                WriteBatch theirs = new WriteBatch()) {
            SerializedBatch ours = new SerializedBatch();
            for (int i = 0; i < 300; i++) {
                byte[] key = utf8("key " + i);
                ours.merge(key, small);
                theirs.merge(db.getDefaultColumnFamily(), key, frame(small));
                ours.put(key, large);
                theirs.put(db.getDefaultColumnFamily(), key, frame(large));
                ours.put(families.get(1).getID(), key, utf8("meta"));
                theirs.put(families.get(1), key, utf8("meta"));
                ours.merge(families.get(1).getID(), key, small);
                theirs.merge(families.get(1), key, frame(small));
                ours.put(families.get(1).getID(), key, large);
                theirs.put(families.get(1), key, frame(large));
                ours.put(key, utf8("mark"));
                theirs.put(db.getDefaultColumnFamily(), key, utf8("mark"));
                ours.delete(families.get(1).getID(), key);
                theirs.delete(families.get(1), key);
                ours.deleteRange(families.get(1).getID(), key, utf8("last"));
                theirs.deleteRange(families.get(1), key, utf8("last"));
            }
            families.forEach(ColumnFamilyHandle::close);

            assertThat(ours.toByteArray()).isEqualTo(theirs.data());
        }
    }

    @Test
    void aClearedBatchIsEmpty() {
        SerializedBatch batch = new SerializedBatch();
        byte[] empty = batch.toByteArray();
        batch.merge(utf8("key"), operand(1, "text"));
        assertThat(batch.isEmpty()).isFalse();

        batch.clear();

        assertThat(batch.isEmpty()).isTrue();
        assertThat(batch.toByteArray()).isEqualTo(empty);
    }

    private static Operand operand(long offset, String text) {
        byte[] encoded = LatticeCodec.encode(text(1, text));
        return Operand.ofEncoded(offset, encoded, 0, encoded.length);
    }

    private static byte[] frame(Operand operand) {
        byte[] frame = new byte[operand.frameBytes()];
        operand.writeFrame(frame, 0);
        return frame;
    }
}
