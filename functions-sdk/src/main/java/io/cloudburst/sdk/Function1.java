package io.cloudburst.sdk;

/**
 * A function of one argument, to be registered under a name and called from anywhere.
 *
 * <p>It is shipped to where it runs together with the jar or class directory that it came from. What it captures is shipped as
 * well and must be {@link java.io.Serializable}. It runs on many threads at once.
 */
@FunctionalInterface
public non-sealed interface Function1<A, R> extends AnyFunction {
    /** Whatever is thrown reaches the caller as {@link ErrorCode#EXECUTION_ERROR} with its stack trace. */
    R call(FunctionContext context, A a) throws Exception;
}
