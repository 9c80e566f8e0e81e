package io.cloudburst.executor;

import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.code.ApiClassLoader;
import io.cloudburst.sdk.code.BundleStore;
import io.cloudburst.sdk.code.CodeBundle;
import io.cloudburst.sdk.value.ValueCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bundles in use, each in one class loader that its functions share, so that what one returns another can take as it is.
 * A bundle is downloaded when its first function is loaded, and its loader closed when its last one is closed.
 *
 * <p>Safe for use by many threads.
 */
final class Bundles {
    private static final Logger LOG = LoggerFactory.getLogger(Bundles.class);

    private final BundleStore store;
    private final Path directory;
    private final ClassLoader api = new ApiClassLoader(Bundles.class.getClassLoader());
    /** SHA-256 to bundle. Guarded by this. */
    private final Map<String, Bundle> loaded = new HashMap<>();

    /** @param directory for the jars, while they are in use */
    Bundles(BundleStore store, Path directory) {
        this.store = store;
        this.directory = directory;
    }

    /** One bundle's classes; one user of it. */
    final class Bundle implements CodeHome {
        private final String sha256;
        private final BundleClassLoader loader;
        private final Path jar;
        private final ValueCodec codec;
        /** Guarded by {@link Bundles}. */
        private int users;

        private Bundle(String sha256, BundleClassLoader loader, Path jar) {
            this.sha256 = sha256;
            this.loader = loader;
            this.jar = jar;
            this.codec = new ValueCodec(loader);
        }

        @Override
        public ClassLoader loader() {
            return loader;
        }

        @Override
        public ValueCodec codec() {
            return codec;
        }

        @Override
        public void release() {
            synchronized (Bundles.this) {
                if (--users > 0) {
                    return;
                }
                loaded.remove(sha256, this);
            }
            discard();
        }

        private void discard() {
            try {
                loader.close();
                Files.deleteIfExists(jar);
            } catch (IOException e) {
                LOG.warn("bundle {} was not closed cleanly", sha256, e);
            }
        }
    }

    /** To be released by whoever acquired it. */
    Bundle acquire(CodeBundle bundle) {
        synchronized (this) {
            Bundle present = loaded.get(bundle.sha256());
            if (present != null) {
                present.users++;
                return present;
            }
        }
        // Without the lock: a download must not hold up functions whose bundles are here.
        Bundle fresh = open(bundle);
        Bundle winner;
        synchronized (this) {
            Bundle present = loaded.putIfAbsent(bundle.sha256(), fresh);
            winner = present == null ? fresh : present;
            winner.users++;
        }
        if (winner != fresh) {
            fresh.discard();
        }
        return winner;
    }

    private Bundle open(CodeBundle bundle) {
        byte[] bytes = store.download(bundle);
        try {
            Path jar =
                    Files.write(Files.createTempFile(directory, bundle.sha256().substring(0, 12) + "-", ".jar"), bytes);
            BundleClassLoader loader =
                    new BundleClassLoader("bundle-" + bundle.sha256().substring(0, 12), jar, api);
            try {
                return new Bundle(bundle.sha256(), loader, jar);
            } catch (CloudburstException e) {
                // A codec in there that cannot be used.
                loader.close();
                Files.deleteIfExists(jar);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep bundle " + bundle.sha256() + " in " + directory, e);
        }
    }
}
