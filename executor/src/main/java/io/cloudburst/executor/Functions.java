package io.cloudburst.executor;

import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.registry.RegisteredCode;
import io.cloudburst.sdk.registry.Registry;
import io.cloudburst.sdk.signing.TrustedKeys;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The functions that are loaded, by name and version. A version that the registry no longer names is closed when the last run
 * that uses it lets go. Safe for use by many threads.
 */
final class Functions {
    /** Calls that began before a version was replaced may not have come here yet: an object is not to be made again for them. */
    private static final Executor AFTER_STRAGGLERS = CompletableFuture.delayedExecutor(2, TimeUnit.SECONDS);

    /** For what the user closes, when this is closed. */
    private static final long CLOSE_SECONDS = 5;

    private static final Logger LOG = LoggerFactory.getLogger(Functions.class);

    private record Key(String name, long version) {}

    /** A loaded version and how many use it. */
    private final class Entry {
        private final Key key;
        private final ReentrantLock loading = new ReentrantLock();
        /** Null until it is loaded. This and what follows is guarded by this. */
        private LoadedFunction function;

        private int users;
        private boolean retired;
        private boolean lingering;
        private boolean closed;
        /** Completes when it is closed, what the user closes included. */
        private final CompletableFuture<Void> gone = new CompletableFuture<>();

        Entry(Key key) {
            this.key = key;
        }

        /** False if it was closed in the meantime. */
        synchronized boolean use() {
            if (closed) {
                return false;
            }
            users++;
            return true;
        }

        synchronized void release() {
            users--;
            closeIfUnused();
        }

        synchronized void retire() {
            retired = true;
            closeIfUnused();
        }

        synchronized LoadedFunction function() {
            return function;
        }

        /** By one of its users. Apart from the lock on the counts: loading may take long, and retiring must not wait for it. */
        LoadedFunction load(RegisteredCode code) {
            try {
                // Those whose calls end meanwhile must not keep their threads.
                loading.lockInterruptibly();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CloudburstException(
                        ErrorCode.CANCELLED, "interrupted while function '" + key.name() + "' was being loaded", e);
            }
            try {
                if (function() == null) {
                    LoadedFunction fresh = loader.apply(code);
                    synchronized (this) {
                        function = fresh;
                    }
                    if (fresh.hasInstance()) {
                        instances.add(gone);
                        gone.whenComplete((done, failure) -> instances.remove(gone));
                    }
                }
            } finally {
                loading.unlock();
            }
            if (!isCurrent(key)) {
                retire();
            }
            return function();
        }

        private void closeIfUnused() {
            if (!retired || users > 0 || closed) {
                return;
            }
            if (function == null || !function.hasInstance() || closing) {
                close();
            } else if (!lingering) {
                lingering = true;
                AFTER_STRAGGLERS.execute(this::closeUnlessUsed);
            }
        }

        private synchronized void closeUnlessUsed() {
            lingering = false;
            if (users == 0 && !closed) {
                close();
            }
        }

        private void close() {
            closed = true;
            loaded.remove(key, this);
            if (function != null) {
                function.close().whenComplete((done, failure) -> {
                    gone.complete(null);
                    onClosed.run();
                });
                function = null;
            }
        }
    }

    private final Function<String, Optional<RegisteredCode>> newest;
    private final Function<RegisteredCode, LoadedFunction> loader;
    private final ConcurrentHashMap<Key, Entry> loaded = new ConcurrentHashMap<>();
    /** The ends of those that have something of the user's to close. */
    private final Set<CompletableFuture<Void>> instances = ConcurrentHashMap.newKeySet();

    private volatile boolean closing;
    private volatile Runnable onClosed = () -> {};

    Functions(Registry registry, Bundles bundles, Initialisation initialisation, TrustedKeys trusted) {
        this(registry::function, code -> LoadedFunction.load(code, bundles, initialisation, trusted));
        registry.onChange(this::retireSuperseded);
    }

    /** @param newest what the registry names, by function name */
    Functions(Function<String, Optional<RegisteredCode>> newest, Function<RegisteredCode, LoadedFunction> loader) {
        this.newest = newest;
        this.loader = loader;
    }

    /** A function in use; to be closed by its user. */
    final class Lease implements AutoCloseable {
        private final Entry entry;
        private final LoadedFunction function;

        private Lease(Entry entry, LoadedFunction function) {
            this.entry = entry;
            this.function = function;
        }

        LoadedFunction function() {
            return function;
        }

        @Override
        public void close() {
            entry.release();
        }
    }

    /** @throws io.cloudburst.sdk.CloudburstException if it cannot be loaded */
    Lease acquire(RegisteredCode code) {
        Key key = new Key(code.name(), code.version());
        Entry entry;
        do {
            entry = loaded.computeIfAbsent(key, Entry::new);
        } while (!entry.use());
        LoadedFunction function = entry.function();
        if (function == null) {
            try {
                function = entry.load(code);
            } catch (RuntimeException | Error e) {
                entry.release();
                throw e;
            }
        }
        return new Lease(entry, function);
    }

    /** Has this be told whenever a version is closed, in place of whatever was told before. */
    void onClosed(Runnable listener) {
        onClosed = listener;
    }

    /** Names by the loader of their code. */
    Map<ClassLoader, Set<String>> byLoader() {
        Map<ClassLoader, Set<String>> names = new HashMap<>();
        loaded.forEach((key, entry) -> {
            LoadedFunction function = entry.function();
            if (function != null) {
                names.computeIfAbsent(function.loader(), loader -> new TreeSet<>())
                        .add(key.name());
            }
        });
        return names;
    }

    private void retireSuperseded() {
        loaded.forEach((key, entry) -> {
            if (!isCurrent(key)) {
                entry.retire();
            }
        });
    }

    private boolean isCurrent(Key key) {
        return newest.apply(key.name())
                .filter(code -> code.version() == key.version())
                .isPresent();
    }

    /** What is in use is closed by its last user. Waits some seconds for what the user closes. */
    void close() {
        closing = true;
        loaded.values().forEach(Entry::retire);
        try {
            CompletableFuture.allOf(instances.toArray(CompletableFuture[]::new)).get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("functions did not close within {} s; going on without them", CLOSE_SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
