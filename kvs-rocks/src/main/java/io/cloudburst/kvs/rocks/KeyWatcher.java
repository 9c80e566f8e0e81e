package io.cloudburst.kvs.rocks;

/** Is told what is joined into keys, by the thread that applies it, which it must not block. */
public interface KeyWatcher {
    /**
     * Something was joined into a key. It is visible to readers already.
     *
     * @param partition of the key
     * @param key in UTF-8; not to be changed
     * @param delta an encoded lattice, and the newest update in it. Where it is of another type than the key's value, it is refused
     */
    void changed(int partition, byte[] key, StoredValue delta);

    /** A key was taken away, which had been deleted or expired long ago: whoever watches it begins anew. It is watched still. */
    void purged(int partition, byte[] key);

    /** Every change of watched keys of a partition up to an offset has been told. */
    void applied(int partition, long offset);

    /** A partition is closed: its keys are not watched any more. */
    void closed(int partition);
}
