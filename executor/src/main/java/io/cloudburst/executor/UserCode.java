package io.cloudburst.executor;

import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.code.ShippedFunction;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.Optional;

/** The border between the executor and what users have written: calls it, and says what became of that. */
final class UserCode {
    private static final int MAX_TRACE_CHARS = 16 * 1024;
    private static final int MAX_MESSAGE_CHARS = 2 * 1024;

    private UserCode() {}

    /**
     * Calls a function, on this thread.
     *
     * @throws FunctionThrewException if it has thrown
     * @throws CloudburstException if it needs a class that it was not shipped with
     */
    static Object call(LoadedFunction function, Object[] arguments) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(function.loader());
        try {
            return function.call(arguments);
        } catch (Throwable thrown) {
            throw failure(function, thrown);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static RuntimeException failure(LoadedFunction function, Throwable thrown) {
        if (thrown instanceof LinkageError || thrown instanceof TypeNotPresentException) {
            Optional<MissingClass> missing = MissingClass.in(thrown);
            if (missing.isPresent()) {
                return missing.get().failure(function.name());
            }
        }
        String message = "function '%s' threw %s".formatted(function.name(), describe(thrown));
        return new FunctionThrewException(
                function.name(),
                new CloudburstException(ErrorCode.EXECUTION_ERROR, cut(message, MAX_MESSAGE_CHARS), trace(thrown)),
                thrown);
    }

    /** User code may be broken even there. */
    private static String describe(Throwable thrown) {
        try {
            return thrown.toString();
        } catch (RuntimeException | StackOverflowError e) {
            return thrown.getClass().getName();
        }
    }

    /** Down to where the user's code was called. */
    private static String trace(Throwable thrown) {
        try {
            thrown.setStackTrace(Arrays.stream(thrown.getStackTrace())
                    .takeWhile(frame -> !frame.getClassName().equals(ShippedFunction.class.getName()))
                    .toArray(StackTraceElement[]::new));
            StringWriter trace = new StringWriter();
            thrown.printStackTrace(new PrintWriter(trace));
            return cut(trace.toString(), MAX_TRACE_CHARS);
        } catch (RuntimeException | StackOverflowError e) {
            return "";
        }
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length) + "…";
    }

    /** @throws CloudburstException with {@link ErrorCode#PAYLOAD_TOO_LARGE}, or {@link ErrorCode#EXECUTION_ERROR} if it is of no type that can travel */
    static Value encode(LoadedFunction function, Object result) {
        try {
            return function.codec().encode(result);
        } catch (CloudburstException e) {
            ErrorCode code = e.code() == ErrorCode.PAYLOAD_TOO_LARGE ? e.code() : ErrorCode.EXECUTION_ERROR;
            throw new CloudburstException(
                    code, "the result of function '%s': %s".formatted(function.name(), e.getMessage()), e);
        }
    }
}
