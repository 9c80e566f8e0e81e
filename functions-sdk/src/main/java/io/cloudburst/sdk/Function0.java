package io.cloudburst.sdk;

/**
 * A function of no arguments, to be registered under a name and called from anywhere.
 *
 * <p>See {@link Function1} for how it is shipped and run.
 */
@FunctionalInterface
public non-sealed interface Function0<R> extends AnyFunction {
    /** Whatever is thrown reaches the caller as {@link ErrorCode#EXECUTION_ERROR} with its stack trace. */
    R call(FunctionContext context) throws Exception;
}
