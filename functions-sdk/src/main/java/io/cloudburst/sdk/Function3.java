package io.cloudburst.sdk;

/**
 * A function of three arguments, to be registered under a name and called from anywhere.
 *
 * <p>See {@link Function1} for how it is shipped and run.
 */
@FunctionalInterface
public non-sealed interface Function3<A, B, C, R> extends AnyFunction {
    /** Whatever is thrown reaches the caller as {@link ErrorCode#EXECUTION_ERROR} with its stack trace. */
    R call(FunctionContext context, A a, B b, C c) throws Exception;
}
