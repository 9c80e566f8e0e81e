package io.cloudburst.chaos.fault;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * Faults in an order that a seed decides. Each kind of fault comes once, in a drawn order, before one comes again, so that a short run
 * has many kinds and a long run has all; of a kind of server with several processes one is drawn each time.
 */
public final class FaultSchedule {
    /** Of quiet, before the first fault. */
    private static final Duration LEAD_IN = Duration.ofSeconds(5);
    /** Of quiet, after the last one has begun. */
    private static final Duration LEAD_OUT = Duration.ofSeconds(15);

    private static final int LEAST_GAP_MILLIS = 9_000;
    private static final int MORE_GAP_MILLIS = 8_000;
    /** One in so many follows while the one before may not be over. */
    private static final int SOON_IN = 6;

    private static final int LEAST_SOON_MILLIS = 1_000;
    private static final int MORE_SOON_MILLIS = 2_000;
    private static final int LONGEST_LATE_MILLIS = 5_000;
    private static final int LEAST_PAUSE_MILLIS = 500;
    private static final int LONGEST_PAUSE_MILLIS = 8_000;
    private static final int MOST_AT_ONCE = 3;

    private final Random random;
    private final List<List<String>> servers;
    private final List<String> links;
    private final Deque<Kind> bag = new ArrayDeque<>();

    /** @param servers of which one is drawn; empty: of all, several */
    private record Kind(Action action, List<String> servers) {}

    private FaultSchedule(long seed, List<List<String>> servers, List<String> links) {
        this.random = new Random(seed);
        this.servers = servers;
        this.links = links;
    }

    /**
     * The same for the same arguments, and for a longer time the same and more.
     *
     * @param servers the processes, those that are alike in a list
     * @param links the ways between them
     */
    public static List<Fault> of(long seed, Duration length, List<List<String>> servers, List<String> links) {
        return new FaultSchedule(seed, servers, links).draw(length);
    }

    private List<Fault> draw(Duration length) {
        List<Fault> faults = new ArrayList<>();
        Duration end = length.minus(LEAD_OUT);
        for (Duration at = LEAD_IN; at.compareTo(end) <= 0; at = at.plusMillis(gap())) {
            faults.add(new Fault(faults.size() + 1, at, drawServers(next())));
        }
        return faults;
    }

    private long gap() {
        return random.nextInt(SOON_IN) == 0
                ? LEAST_SOON_MILLIS + random.nextInt(MORE_SOON_MILLIS)
                : LEAST_GAP_MILLIS + random.nextInt(MORE_GAP_MILLIS);
    }

    private Kind next() {
        if (bag.isEmpty()) {
            List<Kind> kinds = new ArrayList<>();
            for (Action action : Action.values()) {
                if (action.isOfLinks()) {
                    links.forEach(link -> kinds.add(new Kind(action, List.of(link))));
                } else {
                    servers.forEach(alike -> kinds.add(new Kind(action, alike)));
                    kinds.add(new Kind(action, List.of()));
                }
            }
            Collections.shuffle(kinds, random);
            bag.addAll(kinds);
        }
        return bag.pop();
    }

    private List<Fault.OfServer> drawServers(Kind kind) {
        if (!kind.servers().isEmpty()) {
            String drawn = kind.servers().get(random.nextInt(kind.servers().size()));
            return List.of(new Fault.OfServer(drawn, kind.action(), away(kind.action())));
        }
        List<String> all = new ArrayList<>();
        servers.forEach(all::addAll);
        Collections.shuffle(all, random);
        int count = 2 + random.nextInt(MOST_AT_ONCE - 1);
        return all.subList(0, Math.min(count, all.size())).stream()
                .map(server -> new Fault.OfServer(server, kind.action(), away(kind.action())))
                .toList();
    }

    private Duration away(Action action) {
        return switch (action) {
            // A launcher is as a rule there at once.
            case KILL -> Duration.ofMillis(random.nextInt(3) == 0 ? random.nextInt(LONGEST_LATE_MILLIS) : 0);
            case PAUSE, CUT, SLOW ->
                Duration.ofMillis(LEAST_PAUSE_MILLIS + random.nextInt(LONGEST_PAUSE_MILLIS - LEAST_PAUSE_MILLIS));
        };
    }
}
