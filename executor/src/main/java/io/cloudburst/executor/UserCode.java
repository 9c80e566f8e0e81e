package io.cloudburst.executor;

import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.code.ShippedFunction;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The border between the executor and what users have written: calls it, and says what became of that. */
final class UserCode {
    private static final int MAX_TRACE_CHARS = 16 * 1024;
    private static final int MAX_MESSAGE_CHARS = 2 * 1024;
    private static final Logger LOG = LoggerFactory.getLogger(UserCode.class);

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
            // What it has done to its thread is not to hit what comes after it. Whoever has interrupted it looks for
            // itself.
            Thread.interrupted();
        }
    }

    private static RuntimeException failure(LoadedFunction function, Throwable thrown) {
        if (thrown instanceof LinkageError || thrown instanceof TypeNotPresentException) {
            Optional<MissingClass> missing = MissingClass.in(thrown);
            if (missing.isPresent()) {
                return missing.get().failure(function.name());
            }
        }
        if (thrown instanceof OutOfMemoryError) {
            LOG.error("function '{}' ran out of memory: {}", function.name(), thrown.getMessage());
        }
        String message = "function '%s' threw %s".formatted(function.name(), cut(describe(thrown), MAX_MESSAGE_CHARS));
        return new FunctionThrewException(
                function.name(),
                new CloudburstException(ErrorCode.EXECUTION_ERROR, cut(message, MAX_MESSAGE_CHARS), trace(thrown)),
                thrown);
    }

    /** User code may be broken even there, in any way. */
    static String describe(Throwable thrown) {
        try {
            return String.valueOf(thrown.toString());
        } catch (Throwable e) {
            return thrown.getClass().getName();
        }
    }

    /** Down to where the user's code was called. */
    private static String trace(Throwable thrown) {
        BeginningOfText trace = new BeginningOfText(MAX_TRACE_CHARS);
        try {
            thrown.setStackTrace(Arrays.stream(thrown.getStackTrace())
                    .takeWhile(frame -> !frame.getClassName().equals(ShippedFunction.class.getName()))
                    .toArray(StackTraceElement[]::new));
            thrown.printStackTrace(new PrintWriter(trace));
        } catch (BeginningOfText.FullException e) {
            return trace + "…";
        } catch (Throwable e) {
            // What there is of it is better than nothing.
            return trace.toString();
        }
        return trace.toString();
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
        } catch (Throwable e) {
            // Users' code runs here too: accessors, codecs. And a copy of what is large may be too much.
            throw new CloudburstException(
                    ErrorCode.EXECUTION_ERROR,
                    "the result of function '%s' cannot be encoded: %s"
                            .formatted(function.name(), cut(describe(e), MAX_MESSAGE_CHARS)),
                    e);
        }
    }
}
