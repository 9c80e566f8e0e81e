package io.cloudburst.chaos.fault;

import io.cloudburst.chaos.history.Event;
import io.cloudburst.chaos.history.Group;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Of each fault, made of a history: how long until an operation succeeds that was begun after it, and what is the longest time without
 * any success, each for the operations whose way goes through what has failed. A fault is looked at until some seconds after its
 * processes are back, so that others may begin meanwhile. Used by one thread at a time.
 */
public final class RecoveryTimes implements Consumer<Event> {
    private final List<OfFault> over = new ArrayList<>();
    private final List<FaultWindow> current = new ArrayList<>();
    private final Map<Long, Event.Invoked> open = new HashMap<>();

    /**
     * One fault.
     *
     * @param kind such as {@code KILL broker}, or {@code KILL several}
     * @param at microseconds since the beginning
     * @param lateMillis until the last of its processes was to be started again, or let go on
     * @param awayMillis until the last of its processes was back; -1: it was not seen to be
     */
    public record OfFault(
            int number, String kind, long at, long lateMillis, long awayMillis, Map<Group, OfGroup> groups) {}

    /**
     * @param firstMillis until the first success of what was begun after the fault; -1: there was none
     * @param silenceMillis the longest time without a success
     * @param errors how many failed
     * @param alone whether no other fault held up the same operations meanwhile
     */
    public record OfGroup(long firstMillis, long silenceMillis, int errors, boolean alone) {}

    @Override
    public void accept(Event event) {
        if (!current.isEmpty()) {
            close(window -> window.isOverAt(event.at()), event.at());
        }
        if (event instanceof Event.Invoked invoked) {
            open.put(invoked.id(), invoked);
        } else if (event instanceof Event.Answered answered) {
            Event.Invoked invoked = open.remove(answered.id());
            if (invoked != null) {
                current.forEach(window -> window.succeeded(invoked, answered.at()));
            }
        } else if (event instanceof Event.Failed failed) {
            Event.Invoked invoked = open.remove(failed.id());
            if (invoked != null) {
                current.forEach(window -> window.failed(invoked));
            }
        } else if (event instanceof Event.Injected injected) {
            injected(injected);
        } else if (event instanceof Event.Recovered recovered) {
            current.forEach(window -> window.recovered(recovered));
        } else if (event instanceof Event.LoadEnded) {
            // What is not heard of any more is nobody's silence.
            close(window -> true, event.at());
        }
    }

    private void injected(Event.Injected injected) {
        FaultWindow window = null;
        for (FaultWindow each : current) {
            if (each.number() == injected.fault()) {
                window = each;
                window.add(injected);
            }
        }
        if (window == null) {
            window = new FaultWindow(injected);
            current.add(window);
        }
        for (FaultWindow other : current) {
            if (other != window) {
                other.sharesWith(window);
                window.sharesWith(other);
            }
        }
    }

    private void close(Predicate<FaultWindow> these, long at) {
        for (FaultWindow window : List.copyOf(current)) {
            if (these.test(window)) {
                current.remove(window);
                over.add(window.close(at));
            }
        }
    }

    /** Those that are over, in the order of their beginnings. */
    public List<OfFault> faults() {
        return over.stream().sorted(Comparator.comparingInt(OfFault::number)).toList();
    }
}
