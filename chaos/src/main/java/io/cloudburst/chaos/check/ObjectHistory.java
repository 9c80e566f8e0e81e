package io.cloudburst.chaos.check;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The last writer wins, by the clock of whoever writes. So what is there was not acknowledged before something else was begun that was
 * acknowledged as well. What was never acknowledged may have come through at any time after its beginning. A deletion is a write, of
 * nothing.
 */
final class ObjectHistory implements KeyHistory {
    /** When the last write of each text was acknowledged; of nothing under {@link #NOTHING}. */
    private final Map<String, Long> acknowledged = new HashMap<>();

    /** What a key has that was deleted, or never written. */
    private static final String NOTHING = "";

    private long lastSureBegin = -1;

    ObjectHistory() {
        acknowledged.put(NOTHING, -1L);
    }

    @Override
    public void add(String value, boolean removed, long begun, long at) {
        acknowledged.merge(removed ? NOTHING : value, at, Math::max);
        if (at != NEVER) {
            lastSureBegin = Math.max(lastSureBegin, begun);
        }
    }

    @Override
    public void check(String where, List<String> seen, Violations violations) {
        String value = seen.isEmpty() ? NOTHING : seen.get(0);
        Long at = acknowledged.get(value);
        String described = value.equals(NOTHING) ? "not there" : value;
        if (at == null) {
            violations.add(Violation.Kind.NEVER_WRITTEN, "%s is %s, which nobody put", where, described);
        } else if (at < lastSureBegin) {
            violations.add(Violation.Kind.LOST, "%s is %s, but a later write was acknowledged", where, described);
        }
    }
}
