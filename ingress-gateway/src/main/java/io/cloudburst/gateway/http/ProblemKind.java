package io.cloudburst.gateway.http;

import io.cloudburst.sdk.ErrorCode;
import java.util.Locale;

/** What kinds of things go wrong, and how HTTP says so. Those that are an {@link ErrorCode} too have its name. */
public enum ProblemKind {
    INVALID_ARGUMENT(400, "Something in the request is wrong"),
    /** What was asked for was not begun, which a {@link #TIMEOUT} does not say. Nothing of the server's is wrong. */
    DEADLINE_PASSED(400, "Asked for too late"),
    UNAUTHENTICATED(401, "Say who you are"),
    FORBIDDEN(403, "Not allowed"),
    NOT_FOUND(404, "There is nothing of that name"),
    FUNCTION_NOT_FOUND(404, "No function of that name"),
    DAG_NOT_FOUND(404, "No DAG of that name"),
    METHOD_NOT_ALLOWED(405, "Not with this method"),
    NOT_ACCEPTABLE(406, "Not in any form that you accept"),
    REQUEST_TIMEOUT(408, "The request came too slowly"),
    CONFLICT(409, "Contradicts what is there"),
    CANCELLED(409, "The call was cancelled"),
    FUNCTION_ENDED(409, "A message came too late for the function"),
    GONE(410, "Not kept any more"),
    VERSION_NOT_REACHED(412, "The version was not reached in time"),
    PAYLOAD_TOO_LARGE(413, "Too large"),
    URI_TOO_LONG(414, "The request line is too long"),
    UNSUPPORTED_MEDIA_TYPE(415, "Not in this form"),
    /** The function threw: a server that works has worked, so this is no 5xx, which would invite to try again. */
    EXECUTION_ERROR(422, "The function failed"),
    DAG_INVALID(422, "The DAG cannot be run"),
    UNTRUSTED_CODE(422, "The code is not signed by anyone who is trusted"),
    TOO_MANY_REQUESTS(429, "Too many at once"),
    HEADERS_TOO_LARGE(431, "The headers are too large"),
    INTERNAL(500, "A mistake in the gateway"),
    OVERLOADED(503, "Too much to do"),
    UNAVAILABLE(503, "A part of the system cannot be reached"),
    TIMEOUT(504, "Not done in time");

    private final int status;
    private final String title;

    ProblemKind(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    String title() {
        return title;
    }

    /** As RFC 9457 has it: names the kind, and leads nowhere. */
    String type() {
        return "urn:cloudburst:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static ProblemKind of(ErrorCode code) {
        return valueOf(code.name());
    }
}
