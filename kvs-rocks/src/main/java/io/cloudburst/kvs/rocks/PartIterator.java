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

    /** @param iterator of all parts; is this one's from now on */
    PartIterator(Key key, RocksIterator iterator, Function<RocksDBException, StorageException> failed) {
        this.prefix = key.part(new byte[0]).bytes();
        this.iterator = iterator;
        this.failed = failed;
        iterator.seek(prefix);
    }

    /** Whether it is at a part. */
    boolean isValid() {
        if (!iterator.isValid()) {
            try {
                iterator.status();
            } catch (RocksDBException e) {
                throw failed.apply(e);
            }
            return false;
        }
        byte[] key = iterator.key();
        boolean isMine = key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
        // Behind the first note there are only notes.
        return isMine && !Decomposition.isNote(Arrays.copyOfRange(key, prefix.length, key.length));
    }

    byte[] chain() {
        return iterator.value();
    }

    Key part() {
        return Key.ofPart(iterator.key());
    }

    void next() {
        iterator.next();
    }

    @Override
    public void close() {
        iterator.close();
    }
}
