package io.cloudburst.statefun;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.cloudburst.protocol.Answer;
import io.cloudburst.protocol.CallError;
import io.cloudburst.protocol.ErrorCode;
import io.cloudburst.protocol.Reply;
import io.cloudburst.protocol.Topic;
import io.cloudburst.protocol.Value;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class AnswerRecordsTest {

    private final AnswerRecords answers = new AnswerRecords(FixedTopics.of(Topic.REPLIES));

    @Test
    void aProtobufAnswerIsItsReplyOnThePartitionThatWasNamed() {
        Reply reply = result(Value.newBuilder().setInt32(4));

        ProducerRecord<byte[], byte[]> record = answers.toRecord(
                Answer.newBuilder().setReply(reply).setPartition(5).build());

        assertThat(record.topic()).isEqualTo("cloudburst.replies");
        assertThat(record.partition()).isEqualTo(5);
        assertThat(record.key()).isEqualTo("a".getBytes(StandardCharsets.UTF_8));
        assertThat(record.value()).isEqualTo(reply.toByteArray());
        assertThat(record.headers()).isEmpty();
    }

    @Test
    void aJsonAnswerIsJsonAndSaysSo() {
        assertThat(json(result(Value.newBuilder().setInt32(4)))).isEqualTo("{\"id\":\"a\",\"result\":4}");
        assertThat(json(result(Value.newBuilder().setNullValue(true)))).isEqualTo("{\"id\":\"a\",\"result\":null}");
        assertThat(json(error("it broke", "")))
                .isEqualTo("{\"id\":\"a\",\"error\":{\"code\":\"EXECUTION_ERROR\",\"message\":\"it broke\"}}");
        assertThat(json(error("it broke", "at f"))).endsWith("\"message\":\"it broke\",\"stackTrace\":\"at f\"}}");
    }

    @Test
    void aResultThatJsonCannotSayIsAnError() {
        Reply broken = result(Value.newBuilder().setCbor(ByteString.copyFrom(new byte[] {(byte) 0x9f})));

        assertThat(json(broken))
                .startsWith(
                        "{\"id\":\"a\",\"error\":{\"code\":\"EXECUTION_ERROR\",\"message\":\"The answer cannot be said in JSON: not CBOR");
        assertThat(json(Reply.newBuilder().setId("a").build())).contains("neither a result nor an error");
    }

    @Test
    void aResultThatNoRecordHoldsIsAnError() throws InvalidProtocolBufferException {
        Reply large = result(Value.newBuilder().setBytes(ByteString.copyFrom(new byte[Topic.MAX_RECORD_BYTES - 50])));

        Reply sent = Reply.parseFrom(
                answers.toRecord(Answer.newBuilder().setReply(large).build()).value());

        assertThat(sent.getId()).isEqualTo("a");
        assertThat(sent.getError().getCode()).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE);
        assertThat(sent.getError().getMessage()).contains("may have " + Topic.MAX_RECORD_BYTES);
        assertThat(json(large)).contains("PAYLOAD_TOO_LARGE");
    }

    @Test
    void anErrorThatNoRecordHoldsKeepsItsBeginning() throws InvalidProtocolBufferException {
        Reply large = error("m".repeat(Topic.MAX_RECORD_BYTES), "s".repeat(Topic.MAX_RECORD_BYTES));

        ProducerRecord<byte[], byte[]> record =
                answers.toRecord(Answer.newBuilder().setReply(large).build());

        assertThat(Records.maxSize(record)).isLessThan(Topic.MAX_RECORD_BYTES);
        assertThat(Reply.parseFrom(record.value()).getError().getCode()).isEqualTo(ErrorCode.EXECUTION_ERROR);
        assertThat(Reply.parseFrom(record.value()).getError().getMessage()).startsWith("mmm");
    }

    @Test
    void aTopicThatTakesLessIsHeeded() throws InvalidProtocolBufferException {
        AnswerRecords small = new AnswerRecords(FixedTopics.of(Topic.REPLIES, 1000));
        Reply reply = result(Value.newBuilder().setBytes(ByteString.copyFrom(new byte[1000])));

        assertThat(Reply.parseFrom(small.toRecord(
                                        Answer.newBuilder().setReply(reply).build())
                                .value())
                        .getError()
                        .getCode())
                .isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE);
    }

    @Test
    void aPartitionThatIsNotThereIsMappedIntoTheTopic() {
        for (int partition : new int[] {FixedTopics.PARTITIONS + 3, 3 - FixedTopics.PARTITIONS}) {
            Answer answer = Answer.newBuilder()
                    .setReply(result(Value.newBuilder().setInt32(4)))
                    .setPartition(partition)
                    .build();

            assertThat(answers.toRecord(answer).partition()).isEqualTo(3);
        }
    }

    private String json(Reply reply) {
        ProducerRecord<byte[], byte[]> record = answers.toRecord(
                Answer.newBuilder().setReply(reply).setJson(true).build());
        assertThat(record.headers().lastHeader("content-type").value())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("application/json");
        return new String(record.value(), StandardCharsets.UTF_8);
    }

    private static Reply result(Value.Builder value) {
        return Reply.newBuilder().setId("a").setResult(value).build();
    }

    private static Reply error(String message, String stackTrace) {
        return Reply.newBuilder()
                .setId("a")
                .setError(CallError.newBuilder()
                        .setCode(ErrorCode.EXECUTION_ERROR)
                        .setMessage(message)
                        .setStackTrace(stackTrace))
                .build();
    }
}
