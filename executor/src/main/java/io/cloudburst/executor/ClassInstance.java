package io.cloudburst.executor;

import io.cloudburst.sdk.code.ShippedFunction;
import io.cloudburst.sdk.registry.RegisteredCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The object of a class that is a function, in one version: made by its first call, on a thread of its own, so that it may take longer
 * than that call has time. Calls that come meanwhile wait for it. If its constructor throws, all of them get that, and the next one
 * begins anew; the constructor never runs twice at once.
 */
final class ClassInstance {
    private static final Logger LOG = LoggerFactory.getLogger(ClassInstance.class);

    private final RegisteredCode code;
    private final ShippedFunction body;
    private final Bundles.Bundle bundle;
    private final Initialisation initialisation;
    /** Null before the first call, and after a failure. Guarded by this. */
    private CompletableFuture<Object> made;

    ClassInstance(RegisteredCode code, ShippedFunction body, Bundles.Bundle bundle, Initialisation initialisation) {
        this.code = code;
        this.body = body;
        this.bundle = bundle;
        this.initialisation = initialisation;
    }

    /**
     * The object; waits for it, until it is there or the thread is interrupted.
     *
     * @throws Throwable whatever the user's constructor throws
     */
    Object get() throws Throwable {
        try {
            return making().get();
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }

    private synchronized CompletableFuture<Object> making() {
        if (made == null) {
            CompletableFuture<Object> making = new CompletableFuture<>();
            made = making;
            onThread("init", () -> make(making));
        }
        return made;
    }

    private void make(CompletableFuture<Object> making) {
        try {
            making.complete(initialisation.of(code, bundle.codec(), body));
        } catch (Throwable thrown) {
            synchronized (this) {
                made = null;
            }
            making.completeExceptionally(thrown);
        }
    }

    /** After its last call. Completes when what the user closes is closed, or if there is nothing to close. */
    CompletableFuture<Void> close() {
        CompletableFuture<Object> last;
        synchronized (this) {
            last = made;
        }
        CompletableFuture<Void> closed = new CompletableFuture<>();
        if (last == null) {
            closed.complete(null);
        } else {
            last.whenComplete((object, failure) -> {
                if (object instanceof AutoCloseable closeable) {
                    onThread("close", () -> close(closeable, closed));
                } else {
                    closed.complete(null);
                }
            });
        }
        return closed;
    }

    private void close(AutoCloseable closeable, CompletableFuture<Void> closed) {
        try {
            closeable.close();
        } catch (Throwable thrown) {
            LOG.warn("version {} of function '{}' was not closed cleanly", code.version(), code.name(), thrown);
        } finally {
            closed.complete(null);
        }
    }

    /** The user's code may take any time there. */
    private void onThread(String what, Runnable action) {
        Thread thread = new Thread(action, "cloudburst-" + what + "-" + code.name());
        thread.setContextClassLoader(bundle.loader());
        thread.setDaemon(true);
        thread.start();
    }
}
