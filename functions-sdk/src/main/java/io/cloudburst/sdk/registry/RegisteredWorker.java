package io.cloudburst.sdk.registry;

import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.Names;
import java.util.Set;

/**
 * What a worker has announced.
 *
 * @param url {@code http://host:port} or {@code https://host:port}
 * @param pools its labels, at least one
 * @param capacity how many functions it runs at once, at least 1
 */
public record RegisteredWorker(String name, String url, Set<String> pools, int capacity) {
    /** Copies the pools. */
    public RegisteredWorker {
        pools = Set.copyOf(pools);
        Names.check("worker", name);
        pools.forEach(pool -> Names.check("pool", pool));
        if (pools.isEmpty() || capacity < 1 || !url.startsWith("http")) {
            throw new CloudburstException(
                    ErrorCode.INVALID_ARGUMENT,
                    "worker '%s' needs a URL, a pool and a capacity of at least 1, not %s, %s and %d"
                            .formatted(name, url, pools, capacity));
        }
    }
}
