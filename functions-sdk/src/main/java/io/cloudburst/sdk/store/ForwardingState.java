package io.cloudburst.sdk.store;

import io.cloudburst.lattices.Lattice;
import io.cloudburst.sdk.SharedCounter;
import io.cloudburst.sdk.SharedMap;
import io.cloudburst.sdk.SharedSet;
import io.cloudburst.sdk.SharedState;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Whatever offers shared state beside something else: passes everything on. */
public abstract class ForwardingState implements SharedState {
    /** Where it is passed on to; the same at every call. */
    protected abstract SharedState state();

    @Override
    public <T> Optional<T> get(String key, Class<T> type) {
        return state().get(key, type);
    }

    @Override
    public <T> Map<String, T> getAll(Collection<String> keys, Class<T> type) {
        return state().getAll(keys, type);
    }

    @Override
    public <T> Stream<Map.Entry<String, T>> scan(String prefix, Class<T> type) {
        return state().scan(prefix, type);
    }

    @Override
    public Stream<Map.Entry<String, Lattice<?>>> scan(String prefix) {
        return state().scan(prefix);
    }

    @Override
    public void put(String key, Object value) {
        state().put(key, value);
    }

    @Override
    public void put(String key, Object value, Duration timeToLive) {
        state().put(key, value, timeToLive);
    }

    @Override
    public void delete(String key) {
        state().delete(key);
    }

    @Override
    public SharedCounter counter(String key) {
        return state().counter(key);
    }

    @Override
    public <E> SharedSet<E> set(String key, Class<E> elementType) {
        return state().set(key, elementType);
    }

    @Override
    public <V> SharedMap<V> map(String key, Class<V> valueType) {
        return state().map(key, valueType);
    }

    @Override
    public void merge(String key, Lattice<?> delta) {
        state().merge(key, delta);
    }

    @Override
    public <L extends Lattice<L>> Optional<L> lattice(String key, Class<L> type) {
        return state().lattice(key, type);
    }
}
