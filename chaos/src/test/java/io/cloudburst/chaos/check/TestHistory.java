package io.cloudburst.chaos.check;

import io.cloudburst.chaos.history.Change;
import io.cloudburst.chaos.history.Effect;
import io.cloudburst.chaos.history.Event;
import io.cloudburst.chaos.history.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A history to be made wrong. Times are milliseconds here. */
final class TestHistory {
    static final long WITHIN = 1_000;

    private final List<Event> events = new ArrayList<>();

    private TestHistory() {}

    /** Calls and writes of every kind, two of which have failed, and what two replica sets have of them: as it should be. */
    static TestHistory good() {
        TestHistory history = new TestHistory();
        history.events.add(new Event.Began(0, 7, 60, 200, "test"));
        history.call(0, 10, "49").answered(0, 20, "49");
        // Two adds of one client, which it reads; one of another, which fails and has come through all the same.
        history.write(1, 1, 30, Change.add("counter", 2)).answered(1, 40, "ok");
        history.write(2, 1, 50, Change.add("counter", 3)).answered(2, 60, "ok");
        history.write(3, 2, 50, Change.add("counter", 10)).failed(3, 900, "UNAVAILABLE");
        history.read(4, 1, 70, "counter").answered(4, 80, "5");
        history.write(5, 1, 90, Change.element("set", "a")).answered(5, 95, "ok");
        history.write(6, 2, 91, Change.element("set", "b")).failed(6, 96, "TIMEOUT");
        history.write(7, 1, 100, Change.object("object", "old")).answered(7, 110, "ok");
        history.write(8, 2, 120, Change.object("object", "new")).answered(8, 130, "ok");
        history.write(9, 1, 140, Change.of("max", Change.Type.MAX, 3)).answered(9, 150, "ok");
        history.write(10, 2, 141, Change.of("max", Change.Type.MAX, 9)).answered(10, 151, "ok");
        // A call and its repetition.
        history.once(11, 160, "token")
                .once(12, 165, "token")
                .answered(11, 170, "token")
                .answered(12, 175, "token");
        history.everyOtherType();
        history.events.add(new Event.Injected(micros(180), 1, "KILL", "broker", 0));
        history.events.add(new Event.Died(micros(185), "worker", 1));
        history.call(13, 190, "9").failed(13, 900, "TIMEOUT");
        for (int set = 0; set < 2; set++) {
            history.observed(set, "counter", Change.Type.COUNTER, "15");
            history.observed(set, "set", Change.Type.SET, "a", "b");
            history.observed(set, "object", Change.Type.OBJECT, "new");
            history.observed(set, "max", Change.Type.MAX, "9");
            history.observed(set, "once", Change.Type.COUNTER, "1");
            history.observed(set, "set-of-some", Change.Type.SET, "kept");
            history.observed(set, "deleted", Change.Type.OBJECT);
            history.observed(set, "large", Change.Type.LARGE_OBJECT, "v21");
            history.observed(set, "map", Change.Type.MAP, "a=2");
            history.observed(set, "min", Change.Type.MIN, "4");
            history.observed(set, "lowest", Change.Type.LOWEST_PRIORITY, "4");
            history.observed(set, "flag", Change.Type.FLAG, "true");
            history.observed(set, "clear", Change.Type.FLAG, "false");
            history.observed(set, "grow-only", Change.Type.GROW_ONLY_SET, "a");
            history.observed(set, "ordered", Change.Type.ORDERED_SET, "a");
            history.observed(set, "maxima", Change.Type.MAP_OF_MAXIMA, "x=7", "y=1");
            history.observed(set, "totals", Change.Type.TOTALS, "1=8", "2=3");
            history.observed(set, "causal", Change.Type.CAUSAL, "1=8", "2=3");
            history.observed(set, "dependent", Change.Type.CAUSAL_WITH_DEPENDENCIES, "1=8");
        }
        history.events.add(new Event.Measured(micros(5), false, "kvs-0", 100, 200, 900));
        history.events.add(new Event.Measured(micros(5), false, "kvs-1", 90, 210, 900));
        history.events.add(new Event.Measured(micros(1_950), true, "kvs-0", 95, 190, 40));
        history.events.add(new Event.Measured(micros(1_950), true, "kvs-1", 130, 260, 50));
        history.events.add(new Event.Settled(micros(2_000), List.of(0, 1), List.of()));
        return history;
    }

    /** From operation 20 on, one after the other. */
    private void everyOtherType() {
        written(20, Change.of("large", Change.Type.LARGE_OBJECT, "v20"));
        written(21, Change.of("large", Change.Type.LARGE_OBJECT, "v21"));
        written(22, Change.element("set-of-some", "kept"));
        written(23, Change.element("set-of-some", "gone"));
        written(24, Change.removal("set-of-some", Change.Type.SET, "gone"));
        written(25, Change.object("deleted", "old"));
        written(26, Change.removal("deleted", Change.Type.OBJECT, ""));
        written(27, Change.named("map", Change.Type.MAP, "a", 1));
        written(28, Change.named("map", Change.Type.MAP, "a", 2));
        written(29, Change.named("map", Change.Type.MAP, "b", 1));
        written(30, Change.removal("map", Change.Type.MAP, "b"));
        written(31, Change.of("min", Change.Type.MIN, 9));
        written(32, Change.of("min", Change.Type.MIN, 4));
        written(33, Change.of("lowest", Change.Type.LOWEST_PRIORITY, 9));
        written(34, Change.of("lowest", Change.Type.LOWEST_PRIORITY, 4));
        written(35, Change.of("flag", Change.Type.FLAG, true));
        written(36, Change.of("clear", Change.Type.FLAG, false));
        written(37, Change.of("grow-only", Change.Type.GROW_ONLY_SET, "a"));
        written(38, Change.of("ordered", Change.Type.ORDERED_SET, "a"));
        written(39, Change.named("maxima", Change.Type.MAP_OF_MAXIMA, "x", 7));
        written(40, Change.named("maxima", Change.Type.MAP_OF_MAXIMA, "y", 1));
        for (String key : List.of("totals", "causal")) {
            Change.Type type = key.equals("totals") ? Change.Type.TOTALS : Change.Type.CAUSAL;
            int first = key.equals("totals") ? 41 : 45;
            written(first, Change.named(key, type, 1, 5));
            written(first + 1, Change.named(key, type, 1, 8));
            written(first + 2, Change.named(key, type, 2, 3));
        }
        written(50, Change.named("dependent", Change.Type.CAUSAL_WITH_DEPENDENCIES, 1, 8));
    }

    private void written(long id, Change change) {
        write(id, 1, 200 + 2 * id, change).answered(id, 201 + 2 * id, "ok");
    }

    private static long micros(long millis) {
        return millis * 1_000;
    }

    private TestHistory call(long id, long at, String expected) {
        events.add(new Event.Invoked(micros(at), id, 1, "call", Group.CALL, WITHIN, expected, null, null));
        return this;
    }

    private TestHistory write(long id, int client, long at, Change change) {
        Effect effect = new Effect("w" + id, List.of(change));
        events.add(new Event.Invoked(micros(at), id, client, "write", Group.WRITE, WITHIN, null, effect, null));
        return this;
    }

    private TestHistory once(long id, long at, String token) {
        Effect effect = new Effect(token, List.of(Change.add("once", 1)));
        events.add(new Event.Invoked(micros(at), id, 1, "once", Group.CALL, WITHIN, token, effect, null));
        return this;
    }

    private TestHistory read(long id, int client, long at, String counter) {
        events.add(new Event.Invoked(micros(at), id, client, "read", Group.READ, WITHIN, null, null, counter));
        return this;
    }

    private TestHistory answered(long id, long at, String result) {
        events.add(new Event.Answered(micros(at), id, result));
        return this;
    }

    private TestHistory failed(long id, long at, String code) {
        events.add(new Event.Failed(micros(at), id, code, "as it may"));
        return this;
    }

    private void observed(int set, String key, Change.Type type, String... values) {
        events.add(new Event.Observed(micros(1_900), set, key, type, List.of(values), String.join(",", values)));
    }

    /** Without those events. */
    TestHistory without(Predicate<Event> these) {
        events.removeIf(these);
        return this;
    }

    /** With another event in the place of each that is so. */
    <E extends Event> TestHistory with(Class<E> type, Predicate<E> these, UnaryOperator<E> changed) {
        boolean any = false;
        for (int i = 0; i < events.size(); i++) {
            if (type.isInstance(events.get(i)) && these.test(type.cast(events.get(i)))) {
                events.set(i, changed.apply(type.cast(events.get(i))));
                any = true;
            }
        }
        if (!any) {
            throw new AssertionError("there is no such event");
        }
        return this;
    }

    /** Both replica sets have this under the key. */
    TestHistory everywhere(String key, String... values) {
        return with(
                Event.Observed.class,
                seen -> seen.key().equals(key),
                seen -> new Event.Observed(
                        seen.at(), seen.replicaSet(), key, seen.type(), List.of(values), String.join(",", values)));
    }

    /** An operation was begun then, in microseconds. */
    TestHistory begunAt(long id, long at) {
        return with(
                Event.Invoked.class,
                invoked -> invoked.id() == id,
                invoked -> new Event.Invoked(
                        at,
                        id,
                        invoked.client(),
                        invoked.kind(),
                        invoked.group(),
                        invoked.within(),
                        invoked.expected(),
                        invoked.effect(),
                        invoked.counter()));
    }

    /** An operation ended with an error that says that something was away. */
    TestHistory failing(long id) {
        without(event -> event instanceof Event.Answered answered && answered.id() == id);
        return and(new Event.Failed(micros(950), id, "TIMEOUT", "as it may"));
    }

    TestHistory and(Event event) {
        events.add(event);
        return this;
    }

    /** What the checker finds. */
    List<Violation> violations() {
        Checker checker = new Checker();
        events.forEach(checker);
        return checker.violations();
    }

    List<Event> events() {
        return events;
    }
}
