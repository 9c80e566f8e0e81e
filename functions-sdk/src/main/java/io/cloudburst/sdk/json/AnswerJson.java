package io.cloudburst.sdk.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.protocol.CallError;
import io.cloudburst.protocol.ErrorCode;
import io.cloudburst.protocol.Reply;
import io.cloudburst.protocol.StageSpan;
import io.cloudburst.protocol.Trace;
import io.cloudburst.sdk.value.ValueJson;

/**
 * The answer to a call, as JSON says it:
 *
 * <pre>{@code
 * {"id": "…", "result": …}
 * {"id": "…", "result": …, "trace": {"acceptedMicros": …, "stages": [{"nodes": ["…"], "part": 0, "queuedMicros": …, …}]}}
 * {"id": "…", "error": {"code": "EXECUTION_ERROR", "message": "…", "stackTrace": "…"}}
 * }</pre>
 */
public final class AnswerJson {
    private AnswerJson() {}

    /** A result that cannot be said in JSON becomes an error that says so. */
    public static ObjectNode of(Reply reply) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("id", reply.getId());
        try {
            switch (reply.getOutcomeCase()) {
                case RESULT -> node.set("result", ValueJson.toJson(reply.getResult()));
                case ERROR -> setError(node, reply.getError());
                case OUTCOME_NOT_SET -> throw new IllegalArgumentException("it has neither a result nor an error");
            }
            if (reply.hasTrace()) {
                setTrace(node, reply.getTrace());
            }
            return node;
        } catch (IllegalArgumentException e) {
            node.remove("result");
            setError(
                    node,
                    CallError.newBuilder()
                            .setCode(ErrorCode.EXECUTION_ERROR)
                            .setMessage("The answer cannot be said in JSON: " + e.getMessage())
                            .build());
            return node;
        }
    }

    private static void setTrace(ObjectNode reply, Trace trace) {
        ObjectNode node = reply.putObject("trace").put("acceptedMicros", trace.getAccepted());
        ArrayNode stages = node.putArray("stages");
        for (StageSpan span : trace.getStagesList()) {
            ObjectNode stage = stages.addObject();
            ArrayNode nodes = stage.putArray("nodes");
            span.getNodesList().forEach(nodes::add);
            stage.put("part", span.getPart())
                    .put("queuedMicros", span.getQueued())
                    .put("startedMicros", span.getStarted())
                    .put("endedMicros", span.getEnded());
            if (!span.getError().isEmpty()) {
                stage.put("error", span.getError());
            }
        }
    }

    private static void setError(ObjectNode reply, CallError error) {
        ObjectNode node =
                reply.putObject("error").put("code", error.getCode().name()).put("message", error.getMessage());
        if (!error.getStackTrace().isEmpty()) {
            node.put("stackTrace", error.getStackTrace());
        }
    }
}
