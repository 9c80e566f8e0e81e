package io.cloudburst.statefun;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.protocol.Answer;
import io.cloudburst.protocol.CallError;
import io.cloudburst.protocol.ErrorCode;
import io.cloudburst.protocol.Reply;
import io.cloudburst.protocol.StageSpan;
import io.cloudburst.protocol.Trace;
import io.cloudburst.sdk.value.Large;
import io.cloudburst.sdk.value.ValueJson;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Makes an answer a record of {@code cloudburst.replies}: protobuf, or JSON where the caller spoke it:
 *
 * <pre>{@code
 * {"id": "…", "result": …}
 * {"id": "…", "result": …, "trace": {"acceptedMicros": …, "stages": [{"nodes": ["…"], "part": 0, "queuedMicros": …, …}]}}
 * {"id": "…", "error": {"code": "EXECUTION_ERROR", "message": "…", "stackTrace": "…"}}
 * }</pre>
 *
 * <p>What comes out is always a record that the topic takes: an answer that is too large, or cannot be said in JSON, becomes an error
 * that says so.
 */
final class AnswerRecords implements Serializable {

    private static final long serialVersionUID = 1;
    /** Of an error that is too large: enough to see what it was. */
    private static final int LONGEST_MESSAGE = 8 * 1024;

    private final TopicFacts topic;

    AnswerRecords(TopicFacts topic) {
        this.topic = topic;
    }

    void open() throws IOException {
        topic.open();
    }

    ProducerRecord<byte[], byte[]> toRecord(Answer answer) {
        if (answer.getJson() && Large.isIn(answer.getReply().getResult())) {
            return encode(
                    answer,
                    tooLarge(answer.getReply(), Large.bytes(answer.getReply().getResult())));
        }
        ProducerRecord<byte[], byte[]> record = encode(answer, answer.getReply());
        long size = Records.maxSize(record);
        return size <= topic.maxRecordBytes() ? record : encode(answer, tooLarge(answer.getReply(), size));
    }

    private ProducerRecord<byte[], byte[]> encode(Answer answer, Reply reply) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                topic.topicName(),
                partition(answer),
                reply.getId().getBytes(StandardCharsets.UTF_8),
                answer.getJson() ? json(reply) : reply.toByteArray());
        if (answer.getJson()) {
            record.headers().add(ContentType.HEADER, ContentType.JSON_BYTES);
        }
        return record;
    }

    /** The ingress has looked at it; but a run may be restored that is older than the topic. Nobody waits there, and no harm is done. */
    private int partition(Answer answer) {
        int wanted = answer.getPartition();
        return topic.hasPartition(wanted) ? wanted : Math.floorMod(wanted, topic.partitions());
    }

    private Reply tooLarge(Reply reply, long size) {
        CallError.Builder error = CallError.newBuilder();
        if (reply.hasError()) {
            error.setCode(reply.getError().getCode())
                    .setMessage(shortened(reply.getError().getMessage()))
                    .setStackTrace(shortened(reply.getError().getStackTrace()));
        } else {
            error.setCode(ErrorCode.PAYLOAD_TOO_LARGE)
                    .setMessage("The result has " + size + " bytes; a record of " + topic.topicName()
                            + " may have " + topic.maxRecordBytes()
                            + ". Return less, or put it into the store and return its key.");
        }
        return Reply.newBuilder().setId(reply.getId()).setError(error).build();
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE) + "…";
    }

    private static byte[] json(Reply reply) {
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
            return ValueJson.write(node);
        } catch (IllegalArgumentException e) {
            node.remove("result");
            setError(
                    node,
                    CallError.newBuilder()
                            .setCode(ErrorCode.EXECUTION_ERROR)
                            .setMessage("The answer cannot be said in JSON: " + e.getMessage())
                            .build());
            return ValueJson.write(node);
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
