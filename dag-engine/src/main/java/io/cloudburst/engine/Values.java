package io.cloudburst.engine;

import java.util.List;

/** What the engine must be able to do with values, of which it knows nothing else. */
public interface Values<V> {
    /** What stands in the place of a result that there is not. */
    V nothing();

    /** Whether it equals one of these scalars; numbers by their value. */
    boolean isOneOf(V value, List<Object> scalars);

    /**
     * Takes a list apart, into lists of neighbours.
     *
     * @param parts at most so many; none if the list is empty
     * @throws io.cloudburst.sdk.CloudburstException {@link io.cloudburst.sdk.ErrorCode#INVALID_ARGUMENT} if it is not a list
     */
    List<V> split(V list, int parts);

    /** How many elements a list has that {@link #split} gave. */
    int size(V list);

    /**
     * One list of all elements of these lists.
     *
     * @throws io.cloudburst.sdk.CloudburstException if one is not a list, or the whole is larger than a value may be
     */
    V concatenate(List<V> lists);
}
