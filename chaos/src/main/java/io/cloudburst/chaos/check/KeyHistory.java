package io.cloudburst.chaos.check;

import io.cloudburst.chaos.history.Change;
import java.util.Comparator;
import java.util.List;

/** All that was written to one key, and whether what is there can have come of it. */
interface KeyHistory {
    /** Later than everything. */
    long NEVER = Long.MAX_VALUE;

    static KeyHistory of(Change.Type type) {
        return switch (type) {
            case COUNTER -> new CounterHistory();
            case SET, GROW_ONLY_SET, ORDERED_SET -> new SetHistory();
            case OBJECT, LARGE_OBJECT -> new ObjectHistory();
            case MAX -> new ExtremeHistory<Long>(Long::valueOf, Comparator.naturalOrder());
            case MIN, LOWEST_PRIORITY -> new ExtremeHistory<Long>(Long::valueOf, Comparator.reverseOrder());
            case FLAG -> new ExtremeHistory<Boolean>(Boolean::valueOf, Comparator.naturalOrder());
            case MAP -> new FieldsHistory(ObjectHistory::new);
            case MAP_OF_MAXIMA, TOTALS, CAUSAL, CAUSAL_WITH_DEPENDENCIES ->
                new FieldsHistory(() -> of(Change.Type.MAX));
        };
    }

    /**
     * @param value what was written
     * @param removed whether it was taken away instead
     * @param acknowledged when, or {@link #NEVER}
     */
    void add(String value, boolean removed, long begun, long acknowledged);

    /** @param seen what is there; empty: nothing, or there is no such key */
    void check(String where, List<String> seen, Violations violations);
}
