package io.cloudburst.chaos.check;

import io.cloudburst.chaos.history.Event;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Every operation that was begun ends once, in its time, and rightly. */
final class Ends implements Checker.Check {
    /** What a caller may be told when a part of the system is away or has too much to do. */
    private static final Set<String> CLEAR = Set.of("TIMEOUT", "UNAVAILABLE", "OVERLOADED", "TOO_MANY_REQUESTS");

    private final Violations violations;
    private final Map<Long, Event.Invoked> open = new HashMap<>();
    private final BitSet ended = new BitSet();

    Ends(Violations violations) {
        this.violations = violations;
    }

    @Override
    public void accept(Event event) {
        if (event instanceof Event.Invoked invoked) {
            open.put(invoked.id(), invoked);
        } else if (event instanceof Event.Answered answered) {
            Event.Invoked invoked = end(answered.id(), answered.at());
            if (invoked != null
                    && invoked.expected() != null
                    && !invoked.expected().equals(answered.result())) {
                violations.add(
                        Violation.Kind.WRONG_RESULT,
                        "%s gave %s, not %s",
                        described(invoked),
                        answered.result(),
                        invoked.expected());
            }
        } else if (event instanceof Event.Failed failed) {
            Event.Invoked invoked = end(failed.id(), failed.at());
            if (invoked != null && !CLEAR.contains(failed.code())) {
                violations.add(
                        Violation.Kind.UNCLEAR_ERROR,
                        "%s failed with %s: %s",
                        described(invoked),
                        failed.code(),
                        failed.message());
            }
        }
    }

    /** Null if it has ended before, or was never begun. */
    private Event.Invoked end(long id, long at) {
        Event.Invoked invoked = open.remove(id);
        if (invoked == null) {
            violations.add(
                    ended.get((int) id) ? Violation.Kind.TWO_ENDS : Violation.Kind.UNKNOWN_OPERATION,
                    "operation %d ended at %s",
                    id,
                    Times.seconds(at));
            return null;
        }
        ended.set((int) id);
        long took = (at - invoked.at()) / 1_000;
        if (took > invoked.within()) {
            violations.add(
                    Violation.Kind.LATE, "%s ended after %d ms; it had %d", described(invoked), took, invoked.within());
        }
        return invoked;
    }

    @Override
    public void end() {
        open.values().forEach(invoked -> violations.add(Violation.Kind.HANG, "%s has not ended", described(invoked)));
    }

    private static String described(Event.Invoked invoked) {
        return "operation %d (%s, begun at %s)".formatted(invoked.id(), invoked.kind(), Times.seconds(invoked.at()));
    }
}
