package io.cloudburst.sdk;

/**
 * How objects of a type of one's own travel: as arguments and results, in the store, alone or inside of others. Found as a
 * {@link java.util.ServiceLoader} service: a provider's class name stands in
 * {@code META-INF/services/io.cloudburst.sdk.CustomCodec}, in the jar of the functions and on the class path of clients that have such
 * objects.
 *
 * <p>It applies to objects of the type and its subtypes, before anything else does. Used by many threads at once. Whatever it throws is
 * {@link ErrorCode#INVALID_ARGUMENT}, with its message.
 *
 * @param <T> the type
 */
public interface CustomCodec<T> {
    /** What it encodes; no type that has an encoding already, such as numbers, text and arrays. */
    Class<T> type();

    /** Names the encoding, for ever: what is written under this name must always be read by who has it. */
    String name();

    /** The object as bytes, which must not be changed later. */
    byte[] encode(T object) throws Exception;

    /** The object again. */
    T decode(byte[] bytes) throws Exception;
}
