package io.cloudburst.chaos.load;

import io.cloudburst.chaos.history.Effect;
import io.cloudburst.chaos.history.Group;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * What is to be done once.
 *
 * @param client who does it: its reads show its own writes
 * @param kind such as {@code fan-out}
 * @param within after which it must have ended
 * @param expected its only right result; null: any
 * @param effect null: it writes nothing
 * @param counter the counter that it reads; null: none
 * @param action may wait; the future is the result as text, or fails as {@link OperationError#of} knows it
 */
record Operation(
        int client,
        String kind,
        Group group,
        Duration within,
        String expected,
        Effect effect,
        String counter,
        Supplier<CompletableFuture<String>> action) {

    /** One that writes nothing and has one right result. */
    static Operation call(
            int client,
            String kind,
            Group group,
            Duration within,
            Object expected,
            Supplier<CompletableFuture<String>> action) {
        return new Operation(client, kind, group, within, expected.toString(), null, null, action);
    }

    /** One that writes. */
    static Operation write(
            int client,
            String kind,
            Group group,
            Duration within,
            String expected,
            Effect effect,
            Supplier<CompletableFuture<String>> action) {
        return new Operation(client, kind, group, within, expected, effect, null, action);
    }

    /** One that reads a counter. */
    static Operation read(
            int client, String kind, Duration within, String counter, Supplier<CompletableFuture<String>> action) {
        return new Operation(client, kind, Group.READ, within, null, null, counter, action);
    }
}
