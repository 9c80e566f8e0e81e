package io.cloudburst.sdk.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.protocol.ArgumentPreviews;
import io.cloudburst.protocol.FunctionVersion;
import io.cloudburst.protocol.RunRecord;
import io.cloudburst.protocol.RunStage;
import io.cloudburst.protocol.StageSpan;
import io.cloudburst.protocol.ValuePreview;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.value.ValueJson;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What is known of a run, as JSON. Times are microseconds since the epoch. */
public final class RunJson {
    /** Of a run that has not ended. */
    public static final String RUNNING = "RUNNING";
    /** Of a run that must have ended, while nobody told of it. */
    public static final String LOST = "LOST";

    private static final String OK = "OK";

    /** All that {@link #outcome} may be. */
    public static final List<String> OUTCOMES = Stream.concat(
                    Stream.of(RUNNING, OK, LOST),
                    Arrays.stream(ErrorCode.values()).map(ErrorCode::name))
            .toList();

    private RunJson() {}

    /** {@value #RUNNING}, {@code OK}, {@value #LOST} or the code of an error. */
    public static String outcome(RunRecord run) {
        return switch (run.getState()) {
            case SUCCEEDED -> OK;
            case FAILED -> run.getError().getCode().name();
            case LOST -> LOST;
            default -> RUNNING;
        };
    }

    public static String target(RunRecord run) {
        return run.hasDag() ? run.getDag() : run.getFunction();
    }

    public static String kind(RunRecord run) {
        return run.hasDag() ? "dag" : "function";
    }

    /** As a line of a list has it. */
    public static ObjectNode summary(RunRecord run) {
        ObjectNode node = common(run);
        if (run.hasError()) {
            node.put("error", run.getError().getMessage().lines().findFirst().orElse(""));
        }
        return node;
    }

    /** All of it. */
    public static ObjectNode details(RunRecord run) {
        ObjectNode node = common(run);
        if (run.hasError()) {
            ObjectNode error = node.putObject("error")
                    .put("code", run.getError().getCode().name())
                    .put("message", run.getError().getMessage());
            if (!run.getError().getStackTrace().isEmpty()) {
                error.put("stackTrace", run.getError().getStackTrace());
            }
        }
        ObjectNode arguments = node.putObject("arguments");
        for (ArgumentPreviews previews : run.getArgumentsList()) {
            ArrayNode values = arguments.putArray(previews.getNode());
            previews.getValuesList().forEach(value -> values.add(shown(value)));
        }
        if (run.hasResult()) {
            node.set("result", shown(run.getResult()));
        }
        ObjectNode functions = node.putObject("functions");
        for (FunctionVersion function : run.getFunctionsList()) {
            functions.put(function.getName(), function.getVersion());
        }
        ArrayNode timeline = node.putArray("timeline");
        run.getStagesList().forEach(stage -> timeline.add(attempt(stage)));
        return node.put("truncated", run.getTruncated());
    }

    private static ObjectNode common(RunRecord run) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("id", run.getId())
                .put("kind", kind(run))
                .put("target", target(run))
                .put("outcome", outcome(run))
                .put("accepted", run.getAccepted() == 0 ? run.getReceived() : run.getAccepted());
        if (run.getEnded() > 0) {
            node.put("ended", run.getEnded());
        }
        return node.put("stages", run.getStageCount()).put("retries", run.getRetries());
    }

    private static ObjectNode attempt(RunStage stage) {
        StageSpan span = stage.getSpan();
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ArrayNode nodes = node.putArray("nodes");
        span.getNodesList().forEach(nodes::add);
        ArrayNode functions = node.putArray("functions");
        stage.getFunctionsList().forEach(functions::add);
        return node.put("part", span.getPart())
                .put("attempt", stage.getAttempt())
                .put("queued", span.getQueued())
                .put("started", span.getStarted())
                .put("ended", span.getEnded())
                .put("error", span.getError());
    }

    private static JsonNode shown(ValuePreview preview) {
        if (!preview.hasValue()) {
            return NullNode.instance;
        }
        try {
            return ValueJson.toJson(preview.getValue());
        } catch (IllegalArgumentException e) {
            return NullNode.instance;
        }
    }
}
