package io.cloudburst.sdk;

import java.util.Set;

/** A set that any number of writers change at once. Elements are equal when their encodings are. */
public interface SharedSet<E> {
    /** Adds without reading. */
    void add(E element);

    /** Removes what is seen of the element; an add that is not seen here yet survives. */
    void remove(E element);

    /** Removes what is seen of all elements; adds that are not seen here yet survive. Reads the set first. */
    void clear();

    boolean contains(E element);

    /** A copy. */
    Set<E> elements();
}
