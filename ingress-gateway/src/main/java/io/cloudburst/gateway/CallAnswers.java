package io.cloudburst.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.gateway.http.Problem;
import io.cloudburst.gateway.http.ProblemKind;
import io.cloudburst.gateway.http.Response;
import io.cloudburst.protocol.Reply;
import io.cloudburst.sdk.json.AnswerJson;

/** What HTTP callers are told of calls. */
final class CallAnswers {
    static final String CALLS = "/v1/calls/";

    private CallAnswers() {}

    /** A result is a 200, an error its problem. */
    static Response of(String id, Reply reply) {
        ObjectNode answer = AnswerJson.of(reply).put("id", id);
        JsonNode error = answer.get("error");
        if (error == null) {
            return Response.json(200, answer);
        }
        Problem problem = Problem.of(
                        kind(error.get("code").textValue()),
                        error.get("message").textValue())
                .with("callId", id);
        return (error.has("stackTrace")
                        ? problem.with("stackTrace", error.get("stackTrace").textValue())
                        : problem)
                .response();
    }

    /** One that only a newer version knows is at least an error of the run. */
    private static ProblemKind kind(String code) {
        try {
            return ProblemKind.valueOf(code);
        } catch (IllegalArgumentException e) {
            return ProblemKind.EXECUTION_ERROR;
        }
    }

    /** Kafka has it, and it is not done yet. */
    static Response running(String id) {
        return accepted(id, "running");
    }

    static Response cancelling(String id) {
        return accepted(id, "cancelling");
    }

    private static Response accepted(String id, String status) {
        return Response.json(
                        202, JsonNodeFactory.instance.objectNode().put("id", id).put("status", status))
                .with("Location", CALLS + id)
                .with("Retry-After", "1");
    }
}
