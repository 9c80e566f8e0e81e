package io.cloudburst.kvs.rocks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where RocksDB's native library is unpacked. By itself it takes a new file of the temporary directory for each start, which stays
 * behind after a kill; in a directory of ours it is the same file every time.
 */
public final class NativeLibrary {
    private static final Logger log = LoggerFactory.getLogger(NativeLibrary.class);

    private NativeLibrary() {}

    /**
     * Unpacks the library into {@code directory} and loads it; does nothing where this process has loaded it already. Falls back to
     * the temporary directory where the given one can't hold executable code.
     */
    public static synchronized void loadFrom(Path directory) {
        try {
            Files.createDirectories(directory);
            NativeLibraryLoader.getInstance().loadLibrary(directory.toString());
        } catch (IOException | RuntimeException | UnsatisfiedLinkError e) {
            log.warn(
                    "RocksDB's library can't be loaded from {} ({}); taking the temporary directory",
                    directory,
                    e.toString());
        }
        load();
    }

    static synchronized void load() {
        RocksDB.loadLibrary();
    }
}
