package io.cloudburst.chaos.fault;

import io.cloudburst.chaos.fault.RecoveryTimes.OfFault;
import io.cloudburst.chaos.fault.RecoveryTimes.OfGroup;
import io.cloudburst.chaos.history.Group;
import java.util.Optional;
import java.util.function.ToLongBiFunction;

/**
 * How long a fault may be felt, on two cores at 200 operations a second.
 *
 * @param words for people
 * @param figure of a fault, in milliseconds, or errors
 * @param most that it may be
 */
public record Aim(String words, ToLongBiFunction<OfFault, OfGroup> figure, long most) {
    /** That of a kind of faults for a group of operations; empty: there is none. */
    public static Optional<Aim> of(String kind, Group group) {
        return Optional.ofNullable(
                switch (kind + ", " + group) {
                    case "KILL taskmanager, CALL" -> silence("5 s without an answer", 5_000);
                    case "KILL jobmanager, CALL" ->
                        new Aim(
                                "10 s without an answer, from when it is started again",
                                (fault, flow) -> flow.silenceMillis() - fault.lateMillis(),
                                10_000);
                    case "KILL kvs, READ" -> new Aim("no error", (fault, flow) -> flow.errors(), 0);
                    case "KILL kvs, WRITE" -> silence("no pause over 1 s", 1_000);
                    case "PAUSE kvs, READ" -> silence("1.5 s without one", 1_500);
                    case "KILL gateway, HTTP_CALL" -> silence("1 s without an answer", 1_000);
                    case "KILL broker, CALL", "KILL broker, WRITE" ->
                        new Aim(
                                "5 s after its return",
                                (fault, flow) -> flow.silenceMillis() - fault.awayMillis(),
                                5_000);
                    default -> null;
                });
    }

    private static Aim silence(String words, long millis) {
        return new Aim(words, (fault, flow) -> flow.silenceMillis(), millis);
    }

    /** Whether it was reached. */
    public boolean isReached(OfFault fault, OfGroup flow) {
        return flow.firstMillis() >= 0 && figure.applyAsLong(fault, flow) <= most;
    }
}
