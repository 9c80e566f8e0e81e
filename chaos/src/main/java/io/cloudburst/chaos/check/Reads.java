package io.cloudburst.chaos.check;

import io.cloudburst.chaos.history.Change;
import io.cloudburst.chaos.history.Event;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A client that reads a counter finds at least what it has added itself, and had been told so, before it asked; and no more than all
 * had begun to add by when it was answered. Counters are only added to.
 */
final class Reads implements Checker.Check {
    private final Violations violations;
    /** What each client was told that it has added. */
    private final Map<ClientKey, Long> own = new HashMap<>();

    private final Map<String, Long> begun = new HashMap<>();
    /** Of what is done twice as one, each is counted once. */
    private final Set<String> begunTokens = new HashSet<>();

    private final Set<ClientKey> ownTokens = new HashSet<>();
    private final Map<Long, Event.Invoked> adding = new HashMap<>();
    private final Map<Long, Reading> reading = new HashMap<>();

    private record ClientKey(int client, String key) {}

    private record Reading(Event.Invoked invoked, long least) {}

    Reads(Violations violations) {
        this.violations = violations;
    }

    @Override
    public void accept(Event event) {
        if (event instanceof Event.Invoked invoked) {
            if (invoked.effect() != null) {
                adding.put(invoked.id(), invoked);
                if (begunTokens.add(invoked.effect().token())) {
                    each(invoked, (change, amount) -> begun.merge(change.key(), amount, Long::sum));
                }
            } else if (invoked.counter() != null) {
                long least = own.getOrDefault(new ClientKey(invoked.client(), invoked.counter()), 0L);
                reading.put(invoked.id(), new Reading(invoked, least));
            }
        } else if (event instanceof Event.Answered answered) {
            Event.Invoked added = adding.remove(answered.id());
            if (added != null
                    && ownTokens.add(
                            new ClientKey(added.client(), added.effect().token()))) {
                each(
                        added,
                        (change, amount) -> own.merge(new ClientKey(added.client(), change.key()), amount, Long::sum));
            }
            Reading read = reading.remove(answered.id());
            if (read != null) {
                check(read, Long.parseLong(answered.result()));
            }
        } else if (event instanceof Event.Failed failed) {
            adding.remove(failed.id());
            reading.remove(failed.id());
        }
    }

    private interface Addition {
        void of(Change change, long amount);
    }

    private static void each(Event.Invoked invoked, Addition addition) {
        for (Change change : invoked.effect().changes()) {
            if (change.type() == Change.Type.COUNTER) {
                addition.of(change, Long.parseLong(change.value()));
            }
        }
    }

    private void check(Reading read, long value) {
        String key = read.invoked().counter();
        long most = begun.getOrDefault(key, 0L);
        if (value < read.least()) {
            violations.add(
                    Violation.Kind.STALE_READ,
                    "client %d read %d of %s (operation %d), and had added %d by then",
                    read.invoked().client(),
                    value,
                    key,
                    read.invoked().id(),
                    read.least());
        } else if (value > most) {
            violations.add(
                    Violation.Kind.TWICE,
                    "client %d read %d of %s (operation %d), and all had added no more than %d by then",
                    read.invoked().client(),
                    value,
                    key,
                    read.invoked().id(),
                    most);
        }
    }

    @Override
    public void end() {
        // All is said when reads are answered.
    }
}
