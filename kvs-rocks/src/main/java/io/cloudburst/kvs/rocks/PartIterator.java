package io.cloudburst.kvs.rocks;

import io.cloudburst.lattices.Decomposition;
import java.util.Arrays;
import java.util.function.Function;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** Goes over the chains of a key's parts, as they were when it was made; their notes are left out. Used by one thread at a time. */
final class PartIterator implements AutoCloseable {
    private final byte[] prefix;
    private final RocksIterator iterator;
    private final Function<RocksDBException, StorageException> failed;
    // Null where there is no part.
    private byte[] key;

    /** @param iterator of all parts; is this one's from now on */
    PartIterator(Key key, RocksIterator iterator, Function<RocksDBException, StorageException> failed) {
        this.prefix = key.part(new byte[0]).bytes();
        this.iterator = iterator;
        this.failed = failed;
        iterator.seek(prefix);
        readKey();
    }

    /** Whether it is at a part. */
    boolean isValid() {
        return key != null;
    }

    byte[] chain() {
        return iterator.value();
    }

    Key part() {
        return Key.ofPart(key);
    }

    void next() {
        iterator.next();
        readKey();
    }

    private void readKey() {
        key = iterator.isValid() ? iterator.key() : null;
        if (key == null) {
            checkStatus();
        } else if (!isMine()) {
            key = null;
        }
    }

    private boolean isMine() {
        return key.length >= prefix.length
                && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length)
                // Behind the first note there are only notes.
                && !Decomposition.isNote(Arrays.copyOfRange(key, prefix.length, key.length));
    }

    private void checkStatus() {
        try {
            iterator.status();
        } catch (RocksDBException e) {
            throw failed.apply(e);
        }
    }

    @Override
    public void close() {
        iterator.close();
    }
}
