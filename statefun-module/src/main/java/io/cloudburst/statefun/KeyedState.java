package io.cloudburst.statefun;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.statefun.sdk.StatefulFunction;
import org.apache.flink.statefun.sdk.annotations.Persisted;
import org.apache.flink.statefun.sdk.state.PersistedTable;
import org.apache.flink.statefun.sdk.state.PersistedValue;

/**
 * What a function keeps, by id, in memory: its fields marked {@link Persisted}, and those of such fields, hold what was kept for the
 * id that it is invoked for. Used by the thread that invokes the function.
 */
final class KeyedState {
    private final List<Slot> slots = new ArrayList<>();
    /** Of all ids but the current one; only of those that keep something. */
    private final Map<String, Object[]> kept = new HashMap<>();
    /** Whose values are in the fields; null before the first. */
    private String current;

    private KeyedState() {}

    /** One field, with what it holds for the current id. */
    private interface Slot {
        /** Null if that is nothing. */
        Object get();

        void set(Object kept);

        void clear();
    }

    private record ValueSlot(PersistedValue<Object> value) implements Slot {
        @Override
        public Object get() {
            return value.get();
        }

        @Override
        public void set(Object kept) {
            value.set(kept);
        }

        @Override
        public void clear() {
            value.clear();
        }
    }

    private record TableSlot(PersistedTable<Object, Object> table) implements Slot {
        @Override
        public Object get() {
            Map<Object, Object> entries = new HashMap<>();
            table.entries().forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
            return entries.isEmpty() ? null : entries;
        }

        @Override
        public void set(Object kept) {
            table.clear();
            ((Map<?, ?>) kept).forEach(table::set);
        }

        @Override
        public void clear() {
            table.clear();
        }
    }

    static KeyedState of(StatefulFunction function) {
        KeyedState state = new KeyedState();
        state.collect(function);
        return state;
    }

    @SuppressWarnings("unchecked") // what is set is what was got
    private void collect(Object owner) {
        for (Field field : owner.getClass().getDeclaredFields()) {
            if (!field.isAnnotationPresent(Persisted.class)) {
                continue;
            }
            Object persisted = read(owner, field);
            if (persisted instanceof PersistedValue<?> value) {
                slots.add(new ValueSlot((PersistedValue<Object>) value));
            } else if (persisted instanceof PersistedTable<?, ?> table) {
                slots.add(new TableSlot((PersistedTable<Object, Object>) table));
            } else if (persisted.getClass().getPackage().equals(PersistedValue.class.getPackage())) {
                throw new IllegalStateException("%s is a %s; only values and tables are kept in memory"
                        .formatted(field, persisted.getClass().getSimpleName()));
            } else {
                collect(persisted);
            }
        }
    }

    private static Object read(Object owner, Field field) {
        try {
            field.setAccessible(true);
            return field.get(owner);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("cannot look into " + field, e);
        }
    }

    /** From here on the fields hold what is kept for {@code id}. */
    void enter(String id) {
        if (id.equals(current)) {
            return;
        }
        stow();
        current = id;
        Object[] before = kept.remove(id);
        for (int i = 0; i < slots.size(); i++) {
            if (before == null || before[i] == null) {
                slots.get(i).clear();
            } else {
                slots.get(i).set(before[i]);
            }
        }
    }

    private void stow() {
        Object[] now = slots.stream().map(Slot::get).toArray();
        for (Object value : now) {
            if (Objects.nonNull(value)) {
                kept.put(current, now);
                return;
            }
        }
    }
}
