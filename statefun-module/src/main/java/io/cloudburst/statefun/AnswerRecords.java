package io.cloudburst.statefun;

import io.cloudburst.protocol.Answer;
import io.cloudburst.protocol.CallError;
import io.cloudburst.protocol.ErrorCode;
import io.cloudburst.protocol.Reply;
import io.cloudburst.protocol.TraceContext;
import io.cloudburst.protocol.trace.Tracing;
import io.cloudburst.sdk.json.AnswerJson;
import io.cloudburst.sdk.value.Large;
import io.cloudburst.sdk.value.ValueJson;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Makes an answer a record of {@code cloudburst.replies}: protobuf, or JSON where the caller spoke it, see {@link AnswerJson}.
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
                answer.getJson() ? ValueJson.write(AnswerJson.of(reply)) : reply.toByteArray());
        if (answer.getJson()) {
            record.headers().add(ContentType.HEADER, ContentType.JSON_BYTES);
        }
        TraceContext trace = answer.getTraceContext();
        if (!trace.getParent().isEmpty()) {
            record.headers().add(Tracing.PARENT, trace.getParent().getBytes(StandardCharsets.ISO_8859_1));
        }
        if (!trace.getState().isEmpty()) {
            record.headers().add(Tracing.STATE, trace.getState().getBytes(StandardCharsets.ISO_8859_1));
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
}
