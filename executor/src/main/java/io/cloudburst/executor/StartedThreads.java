package io.cloudburst.executor;

import io.cloudburst.engine.Failure;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.registry.RegisteredCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.WeakHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that users' code has begun: known by their context class loader, which a thread has from the one that begins it. Java has
 * no way to end them, and as long as they run their code stays in memory, even when it was replaced or deleted. Code that has many of
 * them is named in the log, and code that has too many is not run until it has fewer. Looked at from time to time, by one thread; asked
 * by many.
 */
final class StartedThreads {
    /** Of one bundle: then it is in the log, and again when there are twice as many. */
    static final int MANY = 50;

    private static final Logger LOG = LoggerFactory.getLogger(StartedThreads.class);

    private final int limit;
    /** To how many there were when the log named it last. */
    private final Map<ClassLoader, Integer> named = new WeakHashMap<>();

    /** Names of functions that have too many, to how many. */
    private volatile Map<String, Integer> tooMany = Map.of();

    private volatile int count;

    /** @param limit how many threads the code of one bundle may have begun that have not ended, before it is not run any more */
    StartedThreads(int limit) {
        this.limit = limit;
    }

    /** Counts. Takes the loaded functions by the loader of their code; loaders that it does not name are of code that was given up. */
    void look(Map<ClassLoader, Set<String>> functions) {
        Map<ClassLoader, Integer> counts = new HashMap<>();
        for (Thread thread : ProcessThreads.all()) {
            ClassLoader loader = thread.getContextClassLoader();
            if (loader instanceof BundleClassLoader && !FunctionThreads.isOne(thread)) {
                counts.merge(loader, 1, Integer::sum);
            }
        }
        Map<String, Integer> refused = new HashMap<>();
        counts.forEach((loader, threads) -> {
            Set<String> names = new TreeSet<>(functions.getOrDefault(loader, Set.of()));
            if (threads >= MANY && threads >= 2 * named.getOrDefault(loader, 0)) {
                named.put(loader, threads);
                LOG.warn(
                        "code of {} has begun {} threads that have not ended; with {} it is not run any more. It should end what it begins",
                        names.isEmpty() ? "functions that were replaced or deleted (" + loader.getName() + ")" : names,
                        threads,
                        limit);
            }
            if (threads >= limit) {
                names.forEach(name -> refused.put(name, threads));
            }
        });
        count = counts.values().stream().mapToInt(Integer::intValue).sum();
        tooMany = Map.copyOf(refused);
    }

    /** How many there were when it was looked last. */
    int count() {
        return count;
    }

    /** Why these functions are not run now; empty if they are. */
    Optional<Failure> refusal(List<RegisteredCode> functions) {
        Map<String, Integer> refused = tooMany;
        if (refused.isEmpty()) {
            return Optional.empty();
        }
        return functions.stream()
                .map(RegisteredCode::name)
                .filter(refused::containsKey)
                .findFirst()
                .map(name -> Failure.of(
                        ErrorCode.OVERLOADED,
                        ("the code of function '%s' has begun %d threads that have not ended, and may have %d; it is not run until some"
                                        + " have. It should end what it begins")
                                .formatted(name, refused.get(name), limit)));
    }
}
