package io.cloudburst.sdk.store;

import java.util.List;
import java.util.OptionalInt;

/** Who owns what. */
@FunctionalInterface
public interface StoreDirectory {
    /** The addresses (host:port) of the nodes that own a partition now, one for each replica set; empty if none is known. */
    List<String> addressesOf(int partition);

    /** How many partitions keys are placed on; empty: as many as the log has. */
    default OptionalInt partitions() {
        return OptionalInt.empty();
    }
}
