package io.cloudburst.sdk.lifecycle;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What something is made of, and has opened: closed in the opposite order, for each may need those before it. Safe for use by many
 * threads.
 */
public final class OpenParts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenParts.class);

    /** The newest first. Guarded by this. */
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    /** @return the part */
    public synchronized <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    /** Closes what is open. A part that cannot be closed is logged, and the others still are. May be called again. */
    @Override
    public synchronized void close() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.error(
                        "{} was not closed cleanly; the others still are",
                        part.getClass().getSimpleName(),
                        e);
            }
        }
    }
}
