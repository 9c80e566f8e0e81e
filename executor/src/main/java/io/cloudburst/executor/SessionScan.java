package io.cloudburst.executor;

import io.cloudburst.lattices.Lattice;
import io.cloudburst.sdk.store.KeyOrder;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.BiFunction;

/** What the store has under a prefix and what a stage has written there itself, as one ascending sequence. */
final class SessionScan implements Iterator<Map.Entry<String, Lattice<?>>> {
    private final Iterator<Map.Entry<String, Lattice<?>>> stored;
    private final Iterator<String> written;
    private final BiFunction<String, Optional<Lattice<?>>, Optional<Lattice<?>>> withOwn;
    /** The next of each; null at its end, and before the first. */
    private Map.Entry<String, Lattice<?>> nextStored;

    private String nextWritten;

    /**
     * @param stored ascending in {@link KeyOrder}
     * @param written the keys that the stage has written, ascending as well
     * @param withOwn joins what it has written into what is stored
     */
    SessionScan(
            Iterator<Map.Entry<String, Lattice<?>>> stored,
            List<String> written,
            BiFunction<String, Optional<Lattice<?>>, Optional<Lattice<?>>> withOwn) {
        this.stored = stored;
        this.written = written.iterator();
        this.withOwn = withOwn;
    }

    @Override
    public boolean hasNext() {
        if (nextStored == null && stored.hasNext()) {
            nextStored = stored.next();
        }
        if (nextWritten == null && written.hasNext()) {
            nextWritten = written.next();
        }
        return nextStored != null || nextWritten != null;
    }

    @Override
    public Map.Entry<String, Lattice<?>> next() {
        if (!hasNext()) {
            throw new NoSuchElementException("there are no more keys under the prefix");
        }
        int order = nextStored == null
                ? 1
                : nextWritten == null ? -1 : KeyOrder.INSTANCE.compare(nextStored.getKey(), nextWritten);
        String key = order <= 0 ? nextStored.getKey() : nextWritten;
        Optional<Lattice<?>> before = order <= 0 ? Optional.of(nextStored.getValue()) : Optional.empty();
        if (order <= 0) {
            nextStored = null;
        }
        if (order >= 0) {
            nextWritten = null;
        }
        return Map.entry(key, withOwn.apply(key, before).orElseThrow());
    }
}
