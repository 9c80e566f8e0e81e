package io.cloudburst.sdk.store;

import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.grpc.Status;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * Whom a read asks, one after the other, until its time is over.
 *
 * @param addresses of the nodes that own a partition now; may be empty
 */
record Owners(List<String> addresses) {
    private static final long RETRY_MILLIS = 50;
    private static final long SHORTEST_ATTEMPT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long FIRST_ATTEMPT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MOST_DOUBLINGS = 10;

    static Owners of(StoreDirectory directory, int partition) {
        return new Owners(directory.addressesOf(partition));
    }

    /** @param attempt from 0; empty if there is nobody */
    Optional<String> at(int attempt) {
        return addresses.isEmpty()
                ? Optional.empty()
                : Optional.of(addresses.get(Math.floorMod(attempt, addresses.size())));
    }

    /**
     * How long to wait for one of them. Where there are others, one that is silent must not take all the time, nor much of it at first;
     * a second round of them is given longer, for whoever is slow and not silent.
     *
     * @param attempt from 0
     * @param left until the read's own deadline, in nanoseconds
     */
    long attemptNanos(int attempt, long left) {
        if (addresses.size() < 2) {
            return left;
        }
        int round = attempt / addresses.size();
        long patience = FIRST_ATTEMPT_NANOS << Math.min(round, MOST_DOUBLINGS);
        return Math.min(left, Math.max(Math.min(left / 2, patience), SHORTEST_ATTEMPT_NANOS));
    }

    static void later(Runnable attempt) {
        Executor delayed = CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS);
        delayed.execute(Context.current().wrap(attempt));
    }

    /** What another node, or another moment, would not change; empty for everything else. */
    static Optional<CloudburstException> finalFailure(String key, Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof CloudburstException known) {
            return Optional.of(known);
        }
        Status status = Status.fromThrowable(failure);
        return switch (status.getCode()) {
            case OUT_OF_RANGE ->
                Optional.of(new CloudburstException(
                        ErrorCode.PAYLOAD_TOO_LARGE,
                        "what the store has under '%s' is too large to be read: %s"
                                .formatted(key, status.getDescription()),
                        failure));
            case INVALID_ARGUMENT ->
                Optional.of(new CloudburstException(
                        ErrorCode.INVALID_ARGUMENT,
                        "key '%s' cannot be read: %s".formatted(key, status.getDescription()),
                        failure));
            case UNAUTHENTICATED ->
                Optional.of(new CloudburstException(
                        ErrorCode.UNAVAILABLE,
                        "a store node refuses this client: %s".formatted(status.getDescription()),
                        failure));
            case UNAVAILABLE -> refusedConnection(status);
            default -> Optional.empty();
        };
    }

    /** One that could not be agreed on; any other failure to connect may be over soon. */
    private static Optional<CloudburstException> refusedConnection(Status status) {
        for (Throwable cause = status.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return Optional.of(new CloudburstException(
                        ErrorCode.UNAVAILABLE,
                        "no secure connection to a store node: %s; check the authorities and the certificate of this client and of the node"
                                .formatted(cause.getMessage()),
                        cause));
            }
        }
        return Optional.empty();
    }

    /**
     * Which of two failures says more about why there is no answer: the later one, unless it only says that its time was over, as the
     * last attempt does that began just before the end.
     *
     * @param before null if there was none
     */
    static Throwable tellingMore(Throwable before, Throwable latest) {
        boolean isLate = Status.fromThrowable(latest).getCode() == Status.Code.DEADLINE_EXCEEDED;
        return before != null && isLate ? before : latest;
    }

    /** @param lastFailure null if there was none */
    CloudburstException timeout(String what, Throwable lastFailure) {
        String who = addresses.isEmpty() ? "no store node owns its partition; is one running?" : "asked " + addresses;
        String why = lastFailure == null ? "" : "; last: " + Status.fromThrowable(lastFailure);
        return new CloudburstException(
                ErrorCode.TIMEOUT, "%s was not read in time: %s%s".formatted(what, who, why), lastFailure);
    }

    static String describe(String key, int partition, long offset) {
        return "key '%s' (partition %d, offset %d)".formatted(key, partition, offset);
    }
}
