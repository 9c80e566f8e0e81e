package io.cloudburst.sdk;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a function runs that does not run in the job.
 *
 * @param pool the workers that have this label run it, or whatever answers at the pool's endpoint
 * @param stateFunType {@code NAMESPACE/NAME} of a function that the pool's endpoint serves through an SDK of StateFun, in whatever
 *     language; empty: the workers run the function's own code
 */
public record RemoteOptions(String pool, Optional<String> stateFunType) {
    /** The pool of workers and functions that name none. */
    public static final String DEFAULT_POOL = "default";

    private static final Pattern TYPE = Pattern.compile("[^/\\s]{1,200}/[^/\\s]{1,200}");

    public RemoteOptions {
        Names.check("pool", pool);
        Objects.requireNonNull(stateFunType, "stateFunType");
        stateFunType.ifPresent(type -> {
            if (!TYPE.matcher(type).matches()) {
                throw new CloudburstException(
                        ErrorCode.INVALID_ARGUMENT,
                        "'%s' is not the type of a StateFun function; write NAMESPACE/NAME".formatted(type));
            }
        });
    }

    /** What workers with this label run. */
    public static RemoteOptions inPool(String pool) {
        return new RemoteOptions(pool, Optional.empty());
    }
}
