package io.cloudburst.sdk.store;

import java.util.List;

/** Who owns what. */
@FunctionalInterface
public interface StoreDirectory {
    /** The addresses (host:port) of the nodes that own a partition now, one for each replica set; empty if none is known. */
    List<String> addressesOf(int partition);
}
