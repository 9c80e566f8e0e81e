package io.cloudburst.chaos.check;

import io.cloudburst.chaos.history.Change;
import io.cloudburst.chaos.history.Event;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** All that was written to one key, and whether what is there can have come of it. */
abstract class KeyHistory {
    /** Later than everything. */
    static final long NEVER = Long.MAX_VALUE;

    static KeyHistory of(Change.Type type) {
        return switch (type) {
            case COUNTER -> new OfCounter();
            case SET -> new OfSet();
            case OBJECT -> new OfObject();
            case MAX -> new OfMax();
        };
    }

    /** @param acknowledged when, or {@link #NEVER} */
    abstract void add(String value, long begun, long acknowledged);

    /** @param seen null: the key does not exist */
    abstract void check(String where, Event.Observed seen, Violations violations);

    private static final class OfCounter extends KeyHistory {
        private long least;
        private long most;

        @Override
        void add(String value, long begun, long acknowledged) {
            long amount = Long.parseLong(value);
            boolean sure = acknowledged != NEVER;
            least += sure || amount < 0 ? amount : 0;
            most += sure || amount > 0 ? amount : 0;
        }

        @Override
        void check(String where, Event.Observed seen, Violations violations) {
            long value = seen == null ? 0 : Long.parseLong(seen.values().get(0));
            if (value < least) {
                violations.add(Violation.Kind.LOST, "%s is %d, must be %d at least", where, value, least);
            } else if (value > most) {
                violations.add(Violation.Kind.TWICE, "%s is %d, must be %d at most", where, value, most);
            }
        }
    }

    private static final class OfSet extends KeyHistory {
        private final Set<String> written = new HashSet<>();
        private final Set<String> sure = new HashSet<>();

        @Override
        void add(String value, long begun, long acknowledged) {
            written.add(value);
            if (acknowledged != NEVER) {
                sure.add(value);
            }
        }

        @Override
        void check(String where, Event.Observed seen, Violations violations) {
            Set<String> there = seen == null ? Set.of() : new HashSet<>(seen.values());
            sure.stream()
                    .filter(element -> !there.contains(element))
                    .forEach(element -> violations.add(Violation.Kind.LOST, "%s has no %s", where, element));
            there.stream()
                    .filter(element -> !written.contains(element))
                    .forEach(element -> violations.add(
                            Violation.Kind.NEVER_WRITTEN, "%s has %s, which nobody added", where, element));
        }
    }

    /**
     * The last writer wins, by the clock of whoever writes. So what is there was not acknowledged before something else was begun that
     * was acknowledged as well. What was never acknowledged may have come through at any time after its beginning.
     */
    private static final class OfObject extends KeyHistory {
        private record Times(long begun, long acknowledged) {}

        private final Map<String, Times> written = new HashMap<>();
        private long lastSureBegin = -1;

        @Override
        void add(String value, long begun, long acknowledged) {
            written.put(value, new Times(begun, acknowledged));
            if (acknowledged != NEVER) {
                lastSureBegin = Math.max(lastSureBegin, begun);
            }
        }

        @Override
        void check(String where, Event.Observed seen, Violations violations) {
            if (seen == null) {
                if (lastSureBegin >= 0) {
                    violations.add(Violation.Kind.LOST, "%s is not there", where);
                }
                return;
            }
            String value = seen.values().get(0);
            Times times = written.get(value);
            if (times == null) {
                violations.add(Violation.Kind.NEVER_WRITTEN, "%s is %s, which nobody put", where, value);
            } else if (times.acknowledged() < lastSureBegin) {
                violations.add(Violation.Kind.LOST, "%s is %s, but a later write was acknowledged", where, value);
            }
        }
    }

    private static final class OfMax extends KeyHistory {
        private final Set<Long> written = new HashSet<>();
        private long least = Long.MIN_VALUE;

        @Override
        void add(String value, long begun, long acknowledged) {
            long number = Long.parseLong(value);
            written.add(number);
            if (acknowledged != NEVER) {
                least = Math.max(least, number);
            }
        }

        @Override
        void check(String where, Event.Observed seen, Violations violations) {
            long value =
                    seen == null ? Long.MIN_VALUE : Long.parseLong(seen.values().get(0));
            if (value < least) {
                violations.add(
                        Violation.Kind.LOST,
                        "%s is %s, must be %d at least",
                        where,
                        seen == null ? "not there" : value,
                        least);
            } else if (seen != null && !written.contains(value)) {
                violations.add(Violation.Kind.NEVER_WRITTEN, "%s is %d, which nobody wrote", where, value);
            }
        }
    }
}
