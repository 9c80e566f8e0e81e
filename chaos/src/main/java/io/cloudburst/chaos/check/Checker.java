package io.cloudburst.chaos.check;

import io.cloudburst.chaos.history.Event;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Checks a history, event by event, and at its end what is left of it:
 *
 * <ul>
 *   <li>every operation has one end within its time: its right result, or an error that says what was away ({@link Ends});
 *   <li>what was acknowledged is there, once, and nothing else is; counters are exact ({@link Writes});
 *   <li>a client reads what it has written ({@link Reads});
 *   <li>all replica sets have the same bytes ({@link Replicas});
 *   <li>in the end nothing is stuck, and no process has ended for good ({@link Settling});
 *   <li>the processes are idle, and hold on to no more than under load ({@link Leftovers}).
 * </ul>
 *
 * <p>Holds of each operation no more than some dozens of bytes, and what it writes. Used by one thread at a time.
 */
public final class Checker implements Consumer<Event> {
    private final Violations violations = new Violations();
    private final List<Check> checks = List.of(
            new Ends(violations),
            new Writes(violations),
            new Reads(violations),
            new Replicas(violations),
            new Settling(violations),
            new Leftovers(violations));
    private boolean over;

    /** One thing to look at. */
    interface Check {
        void accept(Event event);

        /** After the last event. */
        void end();
    }

    @Override
    public void accept(Event event) {
        checks.forEach(check -> check.accept(event));
    }

    /** After the last event: the first violations of each kind. */
    public List<Violation> violations() {
        end();
        return violations.first();
    }

    /** After the last event: how many violations there are of each kind that there is. */
    public Map<Violation.Kind, Integer> counts() {
        end();
        return violations.counts();
    }

    private void end() {
        if (!over) {
            over = true;
            checks.forEach(Check::end);
        }
    }
}
