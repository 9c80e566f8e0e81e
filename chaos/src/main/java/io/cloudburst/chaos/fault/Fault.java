package io.cloudburst.chaos.fault;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Faults that begin together.
 *
 * @param at since the beginning of the schedule
 */
public record Fault(int number, Duration at, List<OfServer> servers) {
    public Fault {
        servers = List.copyOf(servers);
    }

    /** @param away until it is started again, or let go on; nothing: at once */
    public record OfServer(String server, Action action, Duration away) {
        @Override
        public String toString() {
            return "%s %s%s"
                    .formatted(
                            action.name().toLowerCase(Locale.ROOT),
                            server,
                            away.isZero()
                                    ? ""
                                    : String.format(Locale.ROOT, " (away for %.1f s)", away.toMillis() / 1e3));
        }
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%3d  %6.1f s  %s",
                number,
                at.toMillis() / 1e3,
                servers.stream().map(OfServer::toString).collect(Collectors.joining(", ")));
    }
}
