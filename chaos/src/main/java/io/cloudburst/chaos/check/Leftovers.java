package io.cloudburst.chaos.check;

import io.cloudburst.chaos.history.Event;
import java.util.HashMap;
import java.util.Map;

/**
 * When all is over no process computes much, and none holds on to many more threads and files than those of its kind did under load,
 * before the faults. Operations are thousands: where each tenth left something behind, it would be seen.
 */
final class Leftovers implements Checker.Check {
    /** Of one core. What goes on by itself, such as checkpoints of an idle job, takes a tenth. */
    private static final int MOST_PER_MILLE = 500;
    /** Of what there was under load. */
    private static final double MOST_MORE = 1.5;

    /** Pools that are filled only when much comes at once, as after a fault: 64 threads for functions, above all. */
    private static final int ALWAYS_ALLOWED = 80;

    private final Violations violations;
    /** By kind of process, the most before the faults. */
    private final Map<String, Held> before = new HashMap<>();

    private final Map<String, Event.Measured> after = new HashMap<>();

    private record Held(int threads, int handles) {
        Held or(Held other) {
            return new Held(Math.max(threads, other.threads), Math.max(handles, other.handles));
        }
    }

    Leftovers(Violations violations) {
        this.violations = violations;
    }

    @Override
    public void accept(Event event) {
        if (!(event instanceof Event.Measured measured)) {
            return;
        }
        if (measured.afterwards()) {
            // The last look counts: a process may need some time to come to rest.
            after.put(measured.server(), measured);
        } else {
            before.merge(roleOf(measured.server()), new Held(measured.threads(), measured.handles()), Held::or);
        }
    }

    private static String roleOf(String server) {
        return server.replaceFirst("-\\d+$", "");
    }

    @Override
    public void end() {
        after.forEach((server, measured) -> {
            if (measured.perMille() > MOST_PER_MILLE) {
                violations.add(
                        Violation.Kind.STUCK,
                        "%s is busy with %d %% of a core although there is nothing to do",
                        server,
                        measured.perMille() / 10);
            }
            Held held = before.get(roleOf(server));
            if (held != null) {
                check(server, "threads", measured.threads(), held.threads());
                check(server, "open files", measured.handles(), held.handles());
            }
        });
    }

    private void check(String server, String what, int now, int underLoad) {
        if (now > underLoad * MOST_MORE + ALWAYS_ALLOWED) {
            violations.add(
                    Violation.Kind.LEFT_BEHIND,
                    "%s has %d %s although there is nothing to do; under load it had %d",
                    server,
                    now,
                    what,
                    underLoad);
        }
    }
}
