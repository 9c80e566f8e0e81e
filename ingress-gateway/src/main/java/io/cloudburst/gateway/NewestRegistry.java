package io.cloudburst.gateway;

import io.cloudburst.gateway.http.ProblemException;
import io.cloudburst.gateway.http.ProblemKind;
import io.cloudburst.sdk.registry.Registry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** The registry with everything that was registered before it is asked, by whomever. No thread waits. */
final class NewestRegistry {
    private final Registry registry;
    private final Duration timeout;

    NewestRegistry(Registry registry, Duration timeout) {
        this.registry = registry;
        this.timeout = timeout;
    }

    CompletableFuture<Registry> get() {
        return registry.catchUp()
                .thenApply(done -> registry)
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> {
                    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                    throw new ProblemException(
                            ProblemKind.UNAVAILABLE,
                            "the registry cannot be read: %s; does the broker run?"
                                    .formatted(
                                            cause instanceof TimeoutException
                                                    ? "it took more than " + timeout.toMillis() + " ms"
                                                    : cause.getMessage()));
                });
    }

    /** Looks in the newest registry before it says that there is none. */
    <T> CompletableFuture<Optional<T>> find(Function<Registry, Optional<T>> look) {
        Optional<T> here = look.apply(registry);
        return here.isPresent() ? CompletableFuture.completedFuture(here) : get().thenApply(look);
    }
}
