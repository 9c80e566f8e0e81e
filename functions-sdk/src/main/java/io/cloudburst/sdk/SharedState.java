package io.cloudburst.sdk;

import io.cloudburst.lattices.Lattice;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The state that functions and clients share: keys with values that any number of writers may change at once without locks.
 * A write goes to the store's log without a read before it, and is joined there into what the key has.
 *
 * <p>A key has one kind of value from its first write on: an object, a counter, a set, a map, or any other lattice. A write of
 * another kind is not applied and goes to the dead letters; a read as another kind is {@link ErrorCode#INVALID_ARGUMENT}.
 *
 * <p>One's own writes are seen at once, others' when the store has them. Keys have 1 to 1,024 characters and do not begin with
 * {@code cloudburst/}. Reads that no store node answers in time are {@link ErrorCode#TIMEOUT}; writes that Kafka does not take are
 * {@link ErrorCode#UNAVAILABLE}.
 */
public interface SharedState {
    /**
     * Reads an object.
     *
     * @param type what the object is read as; {@code Object.class} for its natural type
     * @return empty if the key does not exist, or holds null
     * @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} if the key holds something else
     */
    <T> Optional<T> get(String key, Class<T> type);

    /**
     * Reads many objects in one go, which is quicker than one by one.
     *
     * @param type what each is read as
     * @return by key, in the order of {@code keys}; a key that does not exist, or holds null, is left out
     * @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} if one of the keys holds something else
     */
    <T> Map<String, T> getAll(Collection<String> keys, Class<T> type);

    /**
     * The objects whose keys begin with a prefix, ascending by the keys' bytes in UTF-8. What is under the prefix and is no object
     * is left out, as is null.
     *
     * <p>They are read a page at a time, as the stream goes, so take as few as you need: {@code limit} and {@code takeWhile} end
     * the reading. The stream holds nothing between pages and need not be closed. It is no snapshot: each object is as of its own
     * reading. For use by one thread.
     *
     * @param prefix empty for all keys
     * @param type what each object is read as
     * @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} if the prefix is the system's own; as the stream goes, if an
     *     object is not of the type
     */
    <T> Stream<Map.Entry<String, T>> scan(String prefix, Class<T> type);

    /** As {@link #scan(String, Class)}, of everything under the prefix as the lattices that they are, deleted objects included. */
    Stream<Map.Entry<String, Lattice<?>>> scan(String prefix);

    /**
     * Writes an object; of several writers the last one wins, by clock.
     *
     * <p>What does not fit a record, which is 1 MiB, goes into the store in chunks, which are waited for before the object itself, as long
     * as for that; the chunks of what it replaces are removed later. Elements of sets and values of maps must fit.
     *
     * @throws CloudburstException {@link ErrorCode#PAYLOAD_TOO_LARGE} if it is larger than 64 MiB,
     *     {@link ErrorCode#INVALID_ARGUMENT} if it cannot be encoded
     */
    void put(String key, Object value);

    /**
     * Writes an object that is there for a time only: after it, no read sees the key any more, nor what it had before. A later write
     * takes the place of both, the object and its end.
     *
     * @param timeToLive at least a millisecond; counted from now by the clock of whoever writes, ended by that of whoever reads
     * @throws CloudburstException as {@link #put(String, Object)}, and {@link ErrorCode#INVALID_ARGUMENT} if the time is shorter, or
     *     too long to be counted in milliseconds
     */
    void put(String key, Object value, Duration timeToLive);

    /**
     * Deletes an object, as a write like others and without a read: a later {@link #put(String, Object)} brings the key back.
     *
     * <p>Only objects are deleted so. What others have begun to add to must be seen to be taken away, so a set and a map have
     * {@link SharedSet#clear()} and {@link SharedMap#clear()}, and a counter {@link SharedCounter#reset()}. Lattices that only grow
     * (maximum, minimum, grow-only sets and counters, ordered sets, flags, lowest priority, maps of lattices) cannot be deleted: use
     * another key.
     */
    void delete(String key);

    /** A counter: any number of writers may add to it at once. One that nobody has added to is 0. */
    SharedCounter counter(String key);

    /** A set: an element that is added and removed at once stays. One that nobody has added to is empty. */
    <E> SharedSet<E> set(String key, Class<E> elementType);

    /** A map: of several writers of a name the last one wins. One that nobody has put anything into is empty. */
    <V> SharedMap<V> map(String key, Class<V> valueType);

    /** Joins {@code delta} into what the key has: the way to every lattice that has no interface of its own here. */
    void merge(String key, Lattice<?> delta);

    /**
     * Reads a key as the lattice that it is.
     *
     * @return empty if the key does not exist
     * @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} if it is another lattice
     */
    <L extends Lattice<L>> Optional<L> lattice(String key, Class<L> type);
}
