package io.cloudburst.chaos;

import io.cloudburst.chaos.history.Event;
import io.cloudburst.chaos.history.Group;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** How many operations of each group ended how, and what the processes held on to. Used by one thread at a time. */
final class Totals implements Consumer<Event> {
    private final Map<Long, Group> open = new HashMap<>();
    private final Map<Group, Map<String, Integer>> ends = new EnumMap<>(Group.class);
    private final Map<String, List<String>> held = new TreeMap<>();
    private long seed;
    private long seconds;
    private int perSecond;

    @Override
    public void accept(Event event) {
        if (event instanceof Event.Began began) {
            seed = began.seed();
            seconds = began.seconds();
            perSecond = began.perSecond();
        } else if (event instanceof Event.Invoked invoked) {
            open.put(invoked.id(), invoked.group());
        } else if (event instanceof Event.Answered answered) {
            count(answered.id(), OK);
        } else if (event instanceof Event.Failed failed) {
            count(failed.id(), failed.code());
        } else if (event instanceof Event.Measured measured) {
            held.computeIfAbsent(measured.server(), first -> new ArrayList<>())
                    .add(String.format(
                            Locale.ROOT,
                            "%4d %5d %4d %%",
                            measured.threads(),
                            measured.handles(),
                            measured.perMille() / 10));
        }
    }

    /** In place of the code of an error. */
    static final String OK = "OK";

    private void count(long id, String end) {
        Group group = open.remove(id);
        if (group != null) {
            ends.computeIfAbsent(group, first -> new TreeMap<>()).merge(end, 1, Integer::sum);
        }
    }

    long seed() {
        return seed;
    }

    long seconds() {
        return seconds;
    }

    int perSecond() {
        return perSecond;
    }

    /** By group, then {@link #OK} or the error's code. */
    Map<Group, Map<String, Integer>> ends() {
        return ends;
    }

    /** By process, what was measured of it, one after the other: threads, open files, and how much of a core it takes. */
    Map<String, List<String>> held() {
        return held;
    }
}
