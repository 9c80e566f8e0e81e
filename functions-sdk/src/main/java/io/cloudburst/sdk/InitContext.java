package io.cloudburst.sdk;

/**
 * What the constructor of a class that is a function may take as its first parameter: what is built, and shared state, such as a model's
 * weights in the store. Not to be kept after the constructor has returned.
 *
 * <p>The object is there for calls once the store's log has what the constructor has written.
 */
public interface InitContext extends SharedState {
    /** The name under which the class was registered. */
    String functionName();

    /** The version of the registration. */
    long version();
}
