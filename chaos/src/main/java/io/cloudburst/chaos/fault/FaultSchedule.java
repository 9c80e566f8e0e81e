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

    private static final int LEAST_GAP_MILLIS = 8_000;
    private static final int MORE_GAP_MILLIS = 6_000;
    /** One in so many follows while the one before may not be over. */
    private static final int SOON_IN = 6;

    private static final int LEAST_SOON_MILLIS = 1_000;
    private static final int MORE_SOON_MILLIS = 2_000;
    private static final int LONGEST_RESTART_MILLIS = 5_000;
    private static final int LEAST_LATE_MILLIS = 20_000;
    private static final int MORE_LATE_MILLIS = 5_000;
    private static final int LEAST_PAUSE_MILLIS = 500;
    private static final int LONGEST_PAUSE_MILLIS = 8_000;
    private static final int MOST_AT_ONCE = 3;

    private final Random random;
    private final Places places;
    private final Deque<Kind> bag = new ArrayDeque<>();

    /**
     * What can fail. Those that are alike are in a list, of which one is drawn.
     *
     * @param servers the processes
     * @param together of which one from each list fails, all at once
     * @param links the ways between them
     */
    public record Places(List<List<String>> servers, List<List<List<String>>> together, List<List<String>> links) {}

    /** @param of of each of which one is drawn; empty: of all processes, several */
    private record Kind(Action action, List<List<String>> of) {}

    private FaultSchedule(long seed, Places places) {
        this.random = new Random(seed);
        this.places = places;
    }

    /** The same for the same arguments, and for a longer time the same and more. */
    public static List<Fault> of(long seed, Duration length, Places places) {
        return new FaultSchedule(seed, places).draw(length);
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
                (action.isOfLinks() ? places.links() : places.servers())
                        .forEach(alike -> kinds.add(new Kind(action, List.of(alike))));
                if (action == Action.KILL || action == Action.PAUSE) {
                    places.together().forEach(lists -> kinds.add(new Kind(action, lists)));
                    kinds.add(new Kind(action, List.of()));
                }
            }
            Collections.shuffle(kinds, random);
            bag.addAll(kinds);
        }
        return bag.pop();
    }

    private List<Fault.OfServer> drawServers(Kind kind) {
        List<String> drawn = kind.of().isEmpty()
                ? drawSeveral()
                : kind.of().stream()
                        .map(alike -> alike.get(random.nextInt(alike.size())))
                        .toList();
        return drawn.stream()
                .map(server -> new Fault.OfServer(server, kind.action(), away(kind.action())))
                .toList();
    }

    private List<String> drawSeveral() {
        List<String> all = new ArrayList<>();
        places.servers().forEach(all::addAll);
        Collections.shuffle(all, random);
        int count = 2 + random.nextInt(MOST_AT_ONCE - 1);
        return all.subList(0, Math.min(count, all.size()));
    }

    private Duration away(Action action) {
        return switch (action) {
            // A launcher is as a rule there at once.
            case KILL -> Duration.ofMillis(random.nextInt(3) == 0 ? random.nextInt(LONGEST_RESTART_MILLIS) : 0);
            case LATE -> Duration.ofMillis(LEAST_LATE_MILLIS + random.nextInt(MORE_LATE_MILLIS));
            case PAUSE, CUT, HALF_CUT, SLOW ->
                Duration.ofMillis(LEAST_PAUSE_MILLIS + random.nextInt(LONGEST_PAUSE_MILLIS - LEAST_PAUSE_MILLIS));
        };
    }
}
