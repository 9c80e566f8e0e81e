package io.cloudburst.chaos.check;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Of all that is written the greatest is kept: so what is there was written, and is no less than what was acknowledged.
 *
 * @param <V> what is compared
 */
final class ExtremeHistory<V> implements KeyHistory {
    private final Function<String, V> read;
    private final Comparator<V> order;
    private final Set<V> written = new HashSet<>();
    /** Null: nothing was acknowledged. */
    private V least;

    /** @param order whose greatest is kept */
    ExtremeHistory(Function<String, V> read, Comparator<V> order) {
        this.read = read;
        this.order = order;
    }

    @Override
    public void add(String value, boolean removed, long begun, long acknowledged) {
        V each = read.apply(value);
        written.add(each);
        if (acknowledged != NEVER && (least == null || order.compare(each, least) > 0)) {
            least = each;
        }
    }

    @Override
    public void check(String where, List<String> seen, Violations violations) {
        V value = seen.isEmpty() ? null : read.apply(seen.get(0));
        if (value == null) {
            if (least != null) {
                violations.add(Violation.Kind.LOST, "%s is not there, although %s was written", where, least);
            }
        } else if (!written.contains(value)) {
            violations.add(Violation.Kind.NEVER_WRITTEN, "%s is %s, which nobody wrote", where, value);
        } else if (least != null && order.compare(value, least) < 0) {
            violations.add(Violation.Kind.LOST, "%s is %s, although %s was written", where, value, least);
        }
    }
}
