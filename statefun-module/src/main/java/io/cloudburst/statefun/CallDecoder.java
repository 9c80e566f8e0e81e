package io.cloudburst.statefun;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.InvalidProtocolBufferException;
import io.cloudburst.executor.FunctionId;
import io.cloudburst.protocol.Answer;
import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.CallError;
import io.cloudburst.protocol.ErrorCode;
import io.cloudburst.protocol.Letter;
import io.cloudburst.protocol.Reply;
import io.cloudburst.protocol.TraceContext;
import io.cloudburst.protocol.Value;
import io.cloudburst.protocol.trace.Tracing;
import io.cloudburst.sdk.json.JsonCall;
import io.cloudburst.sdk.value.ValueJson;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Utils;

/**
 * Reads records of {@code cloudburst.calls}, protobuf, JSON or CloudEvents, of which anyone may publish any. Whatever comes is a {@link Decoded};
 * nothing is thrown.
 *
 * <p>Who can be told what is wrong with a call is told: its answer is an error, on the partition that it named. Only where that cannot
 * be known is the record a dead letter; or both, where the record cannot be read but says whose it is.
 */
final class CallDecoder implements Serializable {

    private static final long serialVersionUID = 1;

    private final TopicFacts replies;
    private final Clock clock;

    CallDecoder(TopicFacts replies, Clock clock) {
        this.replies = replies;
        this.clock = clock;
    }

    void open() throws IOException {
        replies.open();
    }

    /** What became of a record. */
    sealed interface Decoded {}

    /**
     * A call to run.
     *
     * @param runId names the run
     * @param call a {@link Call} in protobuf
     */
    record Accepted(String runId, byte[] call) implements Decoded {}

    /** A letter to a function of this run. */
    record Addressed(String runId, Letter letter) implements Decoded {}

    /**
     * Not a call.
     *
     * @param reason in words, for people
     * @param answer what the caller is told, if anyone knows where
     * @param deadLetter whether the record is one
     */
    record Refused(String reason, Optional<Answer> answer, boolean deadLetter) implements Decoded {}

    Decoded decode(ConsumerRecord<byte[], byte[]> record) {
        String key;
        try {
            key = record.key() == null ? null : utf8(record.key());
        } catch (CharacterCodingException e) {
            return deadLetter("the key is not UTF-8");
        }
        if (key != null && (key.isEmpty() || record.key().length > JsonCall.LONGEST_ID)) {
            return deadLetter(
                    "the key has " + record.key().length + " bytes; a call id has from 1 to " + JsonCall.LONGEST_ID);
        }
        if (record.value() == null) {
            return deadLetter("there is no value; a call is not taken back by a tombstone");
        }
        return switch (ContentType.of(record.headers())) {
            case PROTOBUF -> protobuf(key, record);
            case JSON -> json(key, record, () -> ValueJson.parse(record.value()));
            case EVENT ->
                json(key, record, () -> ContentType.event(record.headers(), record.value())
                        .call());
            case UNKNOWN ->
                deadLetter("the header " + ContentType.HEADER
                        + " is neither application/json nor application/protobuf nor of a CloudEvent");
        };
    }

    private Decoded protobuf(String key, ConsumerRecord<byte[], byte[]> record) {
        Call call;
        try {
            call = Call.parseFrom(record.value());
        } catch (InvalidProtocolBufferException e) {
            return deadLetter("the value is no call: " + e.getMessage());
        }
        String id = call.getId();
        if (id.isEmpty()) {
            return deadLetter("the value is no call: it has no id");
        }
        if (key == null ? Utils.utf8Length(id) > JsonCall.LONGEST_ID : !key.equals(id)) {
            return deadLetter(
                    key == null
                            ? "the call id has more than " + JsonCall.LONGEST_ID + " bytes"
                            : "the key is not the call id");
        }
        if (call.hasLetter()) {
            return letter(id, call.getLetter());
        }
        if (call.getReplyPartition() != Answers.NOBODY && !replies.hasPartition(call.getReplyPartition())) {
            return deadLetter("the call wants its answer on partition " + call.getReplyPartition() + " of "
                    + replies.topicName() + ", which has " + replies.partitions());
        }
        if (call.getTargetCase() == Call.TargetCase.TARGET_NOT_SET) {
            return answer(id, call.getReplyPartition(), call.getJson(), "the call names neither a function nor a DAG");
        }
        return new Accepted(RunIds.of(call), traced(record.value(), record.headers()));
    }

    /** What the headers say of a trace, said by the call as well: it is kept, they are not. */
    private static byte[] traced(byte[] call, Headers headers) {
        TraceContext trace = traceOf(headers);
        if (trace.getParent().isEmpty()) {
            return call;
        }
        // Protobuf's encodings, one after the other, are that of both merged.
        byte[] addition = Call.newBuilder().setTraceContext(trace).build().toByteArray();
        byte[] both = Arrays.copyOf(call, call.length + addition.length);
        System.arraycopy(addition, 0, both, call.length, addition.length);
        return both;
    }

    private static TraceContext traceOf(Headers headers) {
        return Tracing.toProto(text(headers.lastHeader(Tracing.PARENT)), text(headers.lastHeader(Tracing.STATE)));
    }

    private static String text(Header header) {
        return header == null || header.value() == null
                ? null
                : new String(header.value(), StandardCharsets.ISO_8859_1);
    }

    private static Decoded letter(String runId, Letter letter) {
        if (!FunctionId.isFunction(letter.getTo())) {
            return deadLetter("the value is a message, but no function can be called '" + letter.getTo() + "'");
        }
        if (letter.getBody().getKindCase() == Value.KindCase.KIND_NOT_SET) {
            return deadLetter("the value is a message without a body");
        }
        if (letter.getSender().getSequence() < 1
                || letter.getSender().getReturnTo().isEmpty()) {
            return deadLetter("the value is a message, but does not say which one, or where it is from");
        }
        return new Addressed(runId, letter);
    }

    /** @param read gives the call, or throws {@link IllegalArgumentException} if there is none */
    private Decoded json(String key, ConsumerRecord<byte[], byte[]> record, Supplier<JsonNode> read) {
        JsonNode node;
        try {
            node = read.get();
        } catch (IllegalArgumentException e) {
            Optional<Answer> answer =
                    Optional.ofNullable(key).map(id -> invalid(id, partitionOf(id), true, e.getMessage()));
            return new Refused(e.getMessage(), answer, true);
        }
        Optional<String> id = Optional.ofNullable(key).or(() -> JsonCall.idIn(node));
        int partition = id.map(this::partitionOf).orElse(0);
        try {
            JsonCall call = JsonCall.read(node, key);
            String callId = id.orElseGet(() -> record.topic() + "-" + record.partition() + "-" + record.offset());
            partition = call.replyPartition().orElse(partitionOf(callId));
            if (!replies.hasPartition(partition)) {
                int unknown = partition;
                partition = partitionOf(callId);
                throw new IllegalArgumentException("\"replyPartition\" is " + unknown + "; " + replies.topicName()
                        + " has " + replies.partitions() + " partitions");
            }
            Call whole = call.toCall(callId, partition, writtenAt(record));
            return new Accepted(RunIds.of(whole), traced(whole.toByteArray(), record.headers()));
        } catch (IllegalArgumentException e) {
            int answerPartition = partition;
            return id.map(known -> answer(known, answerPartition, true, e.getMessage()))
                    .orElseGet(() -> deadLetter("the call makes no sense: " + e.getMessage()));
        }
    }

    /** By the clock of who wrote it, unless that is ahead of ours or was not asked. */
    private long writtenAt(ConsumerRecord<byte[], byte[]> record) {
        long now = clock.millis();
        return record.timestamp() < 0 ? now : Math.min(record.timestamp(), now);
    }

    /** Where Kafka's own clients put a record with this key. */
    private int partitionOf(String id) {
        return Utils.toPositive(Utils.murmur2(id.getBytes(StandardCharsets.UTF_8))) % replies.partitions();
    }

    private static Decoded deadLetter(String reason) {
        return new Refused(reason, Optional.empty(), true);
    }

    private static Decoded answer(String id, int partition, boolean json, String reason) {
        return new Refused(reason, Optional.of(invalid(id, partition, json, reason)), false);
    }

    private static Answer invalid(String id, int partition, boolean json, String reason) {
        return Answer.newBuilder()
                .setReply(Reply.newBuilder()
                        .setId(id)
                        .setError(CallError.newBuilder()
                                .setCode(ErrorCode.INVALID_ARGUMENT)
                                .setMessage(reason)))
                .setPartition(partition)
                .setJson(json)
                .build();
    }

    private static String utf8(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }
}
