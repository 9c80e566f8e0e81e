package io.cloudburst.chaos.fault;

import io.cloudburst.chaos.history.Event;
import io.cloudburst.chaos.history.Group;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** One fault while it is looked at. Used by one thread. */
final class FaultWindow {
    /** After its processes are back, for what comes back with them. */
    private static final long AFTERWARDS_MICROS = 4_000_000;
    /** A process that never comes back is found by others. */
    private static final long LONGEST_MICROS = 120_000_000;

    /** At once. */
    private static final int MOST_NAMED = 2;

    /** How the names of links begin. */
    private static final String LINK = "link-";

    private final int number;
    private final long at;
    private final Set<String> actions = new LinkedHashSet<>();
    private final Set<String> servers = new LinkedHashSet<>();
    private final Set<String> missing = new LinkedHashSet<>();
    private final Map<Group, Flow> flows = new EnumMap<>(Group.class);
    /** Whose operations it may hold up, also where others say more of it. */
    private final Set<Group> disturbed = EnumSet.noneOf(Group.class);
    /** Microseconds after the beginning; -1: not yet. */
    private long back = -1;

    private long lateMillis;

    /** What is heard of one group. */
    private static final class Flow {
        private long first = -1;
        private long last;
        private long silence;
        private int errors;
        private boolean alone = true;

        private Flow(long start) {
            this.last = start;
        }

        private void goesOn(long at) {
            silence = Math.max(silence, at - last);
            last = at;
        }
    }

    FaultWindow(Event.Injected first) {
        this.number = first.fault();
        this.at = first.at();
        add(first);
    }

    int number() {
        return number;
    }

    /** Another process that is a part of it. */
    void add(Event.Injected injected) {
        actions.add(injected.action());
        servers.add(injected.server());
        missing.add(injected.server());
        lateMillis = Math.max(lateMillis, injected.away());
        disturbed.addAll(disturbed(injected.server()));
        for (Group group : affected(injected.server())) {
            flows.computeIfAbsent(group, first -> new Flow(at));
        }
    }

    /** Another fault is looked at too. */
    void sharesWith(FaultWindow other) {
        flows.forEach((group, flow) -> flow.alone &= !other.disturbed.contains(group));
    }

    void recovered(Event.Recovered recovered) {
        if (recovered.fault() == number && missing.remove(recovered.server()) && missing.isEmpty()) {
            back = recovered.at() - at;
        }
    }

    void succeeded(Event.Invoked invoked, long when) {
        Flow flow = flows.get(invoked.group());
        if (flow != null) {
            flow.goesOn(when);
            if (flow.first < 0 && invoked.at() >= at) {
                flow.first = when - at;
            }
        }
    }

    void failed(Event.Invoked invoked) {
        Flow flow = flows.get(invoked.group());
        if (flow != null) {
            flow.errors++;
        }
    }

    boolean isOverAt(long now) {
        return now - at > LONGEST_MICROS || (back >= 0 && now - at > back + AFTERWARDS_MICROS);
    }

    RecoveryTimes.OfFault close(long now) {
        Map<Group, RecoveryTimes.OfGroup> groups = new EnumMap<>(Group.class);
        flows.forEach((group, flow) -> {
            flow.goesOn(now);
            groups.put(
                    group,
                    new RecoveryTimes.OfGroup(millis(flow.first), millis(flow.silence), flow.errors, flow.alone));
        });
        return new RecoveryTimes.OfFault(number, kind(), at, lateMillis, millis(back), groups);
    }

    private static long millis(long micros) {
        return micros < 0 ? -1 : micros / 1_000;
    }

    private String kind() {
        String what = servers.size() > MOST_NAMED
                ? "several"
                : servers.stream().map(FaultWindow::roleOf).sorted().collect(Collectors.joining("+"));
        return String.join("/", actions) + " " + what;
    }

    /** Without the number that tells it from others that are alike. */
    private static String roleOf(String server) {
        return server.replaceFirst("-\\d+$", "");
    }

    private static List<Group> affected(String server) {
        return switch (roleOf(server)) {
            case "broker" -> List.of(Group.CALL, Group.WRITE, Group.READ);
            case "jobmanager", "taskmanager" -> List.of(Group.CALL);
            case "kvs" -> List.of(Group.READ, Group.WRITE);
            case "gateway" -> List.of(Group.HTTP_CALL);
            case "worker" -> List.of(Group.REMOTE_CALL);
            case LINK + "clients" -> List.of(Group.CALL, Group.WRITE);
            case LINK + "job" -> List.of(Group.CALL);
            case LINK + "store" -> List.of(Group.READ);
            case LINK + "kvs" -> List.of(Group.READ);
            case LINK + "gateways" -> List.of(Group.HTTP_CALL, Group.HTTP_WRITE);
            default -> List.of(Group.values());
        };
    }

    private static List<Group> disturbed(String server) {
        return switch (roleOf(server)) {
            case "broker" -> List.of(Group.values());
            case "jobmanager", "taskmanager", LINK + "job" -> List.of(Group.CALL, Group.REMOTE_CALL, Group.HTTP_CALL);
            default -> affected(server);
        };
    }
}
