package io.cloudburst.executor;

import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import java.util.regex.Pattern;

/**
 * Where messages to a function go.
 *
 * <p>Text form: the run's id, with {@code %} and {@code /} as {@code %25} and {@code %2F}; then, unless the function is the one that was
 * called, a slash and its name in the run.
 *
 * @param runId as it is
 * @param function empty for the one that was called; else the node's name, with an index in brackets where it runs several times
 */
public record FunctionId(String runId, String function) {
    /** What a function of a run may be called. */
    private static final Pattern FUNCTION = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*(\\[[0-9]{1,9}])?");

    private static final int LONGEST = 8 * 1024;

    /** @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} if it is no id */
    public static FunctionId parse(String text) {
        if (text == null || text.length() > LONGEST) {
            throw invalid(
                    text == null ? "null" : "'" + text.substring(0, 100) + "…' with " + text.length() + " characters");
        }
        int slash = text.indexOf('/');
        String runId = unescape(slash < 0 ? text : text.substring(0, slash), text);
        String function = slash < 0 ? "" : text.substring(slash + 1);
        if (runId.isEmpty() || slash >= 0 && function.isEmpty() || !isFunction(function)) {
            throw invalid("'" + text + "'");
        }
        return new FunctionId(runId, function);
    }

    /** Whether a function of a run can have that name. */
    public static boolean isFunction(String name) {
        return name.isEmpty()
                || name.length() <= LONGEST && FUNCTION.matcher(name).matches();
    }

    private static String unescape(String escaped, String whole) {
        String text = escaped.replace("%2F", "/").replace("%25", "%");
        if (!escape(text).equals(escaped)) {
            throw invalid("'" + whole + "'");
        }
        return text;
    }

    private static String escape(String text) {
        return text.replace("%", "%25").replace("/", "%2F");
    }

    private static CloudburstException invalid(String text) {
        return new CloudburstException(
                ErrorCode.INVALID_ARGUMENT,
                "%s is not the id of a function; take it from FunctionContext.id() or CloudFuture.callId()"
                        .formatted(text));
    }

    @Override
    public String toString() {
        return function.isEmpty() ? escape(runId) : escape(runId) + "/" + function;
    }
}
