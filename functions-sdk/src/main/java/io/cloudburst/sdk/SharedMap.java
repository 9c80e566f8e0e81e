package io.cloudburst.sdk;

import java.util.Map;
import java.util.Optional;

/** A map that any number of writers change at once: each name by itself, the last writer of a name wins. */
public interface SharedMap<V> {
    /** Puts without reading. */
    void put(String name, V value);

    /** Removes what is seen under the name; a put that is not seen here yet survives. */
    void remove(String name);

    /** Removes what is seen under all names; puts that are not seen here yet survive. Reads the map first. */
    void clear();

    Optional<V> get(String name);

    /** A copy. */
    Map<String, V> entries();
}
