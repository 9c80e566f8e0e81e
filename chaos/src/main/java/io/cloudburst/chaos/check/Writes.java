package io.cloudburst.chaos.check;

import io.cloudburst.chaos.history.Change;
import io.cloudburst.chaos.history.Effect;
import io.cloudburst.chaos.history.Event;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the replica sets have in the end is what was acknowledged, and of what was not acknowledged as much as may have come through.
 */
final class Writes implements Checker.Check {
    private final Violations violations;
    /** By token. */
    private final Map<String, Write> writes = new LinkedHashMap<>();
    /** By the ids of operations that write and have not ended. */
    private final Map<Long, Write> open = new HashMap<>();

    private final Map<Integer, Map<String, Event.Observed>> observed = new TreeMap<>();

    /** All operations of one token. */
    private static final class Write {
        private final Effect effect;
        private final long begun;
        /** Of the first acknowledgement; {@link KeyHistory#NEVER} if there is none. */
        private long acknowledged = KeyHistory.NEVER;

        private Write(Effect effect, long begun) {
            this.effect = effect;
            this.begun = begun;
        }
    }

    Writes(Violations violations) {
        this.violations = violations;
    }

    @Override
    public void accept(Event event) {
        if (event instanceof Event.Invoked invoked && invoked.effect() != null) {
            Write write = writes.computeIfAbsent(
                    invoked.effect().token(), first -> new Write(invoked.effect(), invoked.at()));
            open.put(invoked.id(), write);
        } else if (event instanceof Event.Answered answered) {
            Write write = open.remove(answered.id());
            if (write != null) {
                write.acknowledged = Math.min(write.acknowledged, answered.at());
            }
        } else if (event instanceof Event.Failed failed) {
            open.remove(failed.id());
        } else if (event instanceof Event.Observed seen) {
            observed.computeIfAbsent(seen.replicaSet(), first -> new HashMap<>())
                    .put(seen.key(), seen);
        } else if (event instanceof Event.Settled settled) {
            // A set without a single key would otherwise not be looked at.
            settled.replicaSets().forEach(set -> observed.computeIfAbsent(set, first -> new HashMap<>()));
        }
    }

    @Override
    public void end() {
        Map<String, KeyHistory> keys = new TreeMap<>();
        for (Write write : writes.values()) {
            for (Change change : write.effect.changes()) {
                keys.computeIfAbsent(change.key(), key -> KeyHistory.of(change.type()))
                        .add(change.value(), change.removed(), write.begun, write.acknowledged);
            }
        }
        observed.forEach((set, seen) -> {
            keys.forEach((key, history) -> history.check(
                    "replica set " + set + ", " + key,
                    seen.containsKey(key) ? seen.get(key).values() : List.of(),
                    violations));
            seen.keySet().stream()
                    .filter(key -> !keys.containsKey(key))
                    .forEach(key -> violations.add(
                            Violation.Kind.NEVER_WRITTEN, "replica set %d has %s, which nobody wrote", set, key));
        });
    }
}
