package io.cloudburst.statefun;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.cloudburst.protocol.Answer;
import io.cloudburst.protocol.Arguments;
import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.ErrorCode;
import io.cloudburst.protocol.Letter;
import io.cloudburst.protocol.Reference;
import io.cloudburst.protocol.Sender;
import io.cloudburst.protocol.Topic;
import io.cloudburst.protocol.TraceContext;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.json.JsonCall;
import io.cloudburst.statefun.CallDecoder.Accepted;
import io.cloudburst.statefun.CallDecoder.Decoded;
import io.cloudburst.statefun.CallDecoder.Refused;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallDecoderTest {

    private static final long NOW = 1_000_000;
    private static final long WRITTEN = 900_000;

    private final CallDecoder decoder =
            new CallDecoder(FixedTopics.of(Topic.REPLIES), Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC));

    @Test
    void aProtobufCallPassesAsItIs() {
        Call call = Call.newBuilder().setId("a").setFunction("square").build();

        for (String key : new String[] {"a", null}) {
            assertThat(decoder.decode(record(key, call.toByteArray(), null)))
                    .isInstanceOfSatisfying(Accepted.class, it -> {
                        assertThat(it.runId()).isEqualTo("a");
                        assertThat(it.call()).isEqualTo(call.toByteArray());
                    });
        }
    }

    @Test
    void aMessageToAFunctionGoesToItsRun() {
        Letter letter = Letter.newBuilder()
                .setTo("left[3]")
                .setBody(Value.newBuilder().setInt32(1))
                .setSender(Sender.newBuilder().setId("b").setReturnTo("b").setSequence(1))
                .build();
        Call message = Call.newBuilder().setId("a").setLetter(letter).build();

        assertThat(decoder.decode(record("a", message.toByteArray(), null)))
                .isEqualTo(new CallDecoder.Addressed("a", letter));
        for (Letter wrong : List.of(
                letter.toBuilder().setTo("left/right").build(),
                letter.toBuilder().clearBody().build(),
                letter.toBuilder().clearSender().build(),
                letter.toBuilder()
                        .setSender(letter.getSender().toBuilder().clearReturnTo())
                        .build())) {
            assertThat(decoder.decode(record(
                            "a", message.toBuilder().setLetter(wrong).build().toByteArray(), null)))
                    .isInstanceOfSatisfying(Refused.class, refused -> {
                        assertThat(refused.deadLetter()).isTrue();
                        assertThat(refused.answer()).isEmpty();
                    });
        }
    }

    @Test
    void whatIsNoCallIsADeadLetter() {
        Call withoutId = Call.newBuilder().setFunction("square").build();
        Call outside = Call.newBuilder()
                .setId("a")
                .setFunction("square")
                .setReplyPartition(FixedTopics.PARTITIONS)
                .build();
        Call negative = outside.toBuilder().setReplyPartition(-2).build();
        Call longId = Call.newBuilder().setId("x".repeat(2000)).setFunction("f").build();

        assertDeadLetter(record("a", new byte[] {1, 2, 3}, null), "the value is no call");
        assertDeadLetter(record("a", new byte[0], null), "it has no id");
        assertDeadLetter(record("a", (byte[]) null, null), "there is no value");
        assertDeadLetter(record("a", withoutId.toByteArray(), null), "it has no id");
        assertDeadLetter(record("a", outside.toByteArray(), null), "partition 16 of cloudburst.replies, which has 16");
        assertDeadLetter(record("a", negative.toByteArray(), null), "partition -2 of cloudburst.replies");
        assertDeadLetter(record(null, longId.toByteArray(), null), "more than 1024 bytes");
        assertDeadLetter(
                record("b", outside.toBuilder().setReplyPartition(0).build().toByteArray(), null),
                "the key is not the call id");
        assertDeadLetter(record("x".repeat(2000), "{}", "application/json"), "a call id has from 1 to 1024");
        assertDeadLetter(record("a", "<call/>", "application/xml"), "content-type");
        assertDeadLetter(
                new ConsumerRecord<>("cloudburst.calls", 0, 5, new byte[] {(byte) 0xff}, new byte[0]), "not UTF-8");
    }

    @Test
    void aProtobufCallWithoutATargetIsAnswered() {
        Call call = Call.newBuilder().setId("a").setReplyPartition(3).build();

        Answer answer = answerTo(record("a", call.toByteArray(), null), false);

        assertThat(answer.getReply().getError().getCode()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(answer.getPartition()).isEqualTo(3);
        assertThat(answer.getJson()).isFalse();
    }

    @Test
    void aJsonCallOfAFunctionBecomesACall() {
        Call call = accepted(record("a", "{\"function\": \"square\", \"args\": [2]}", "application/json"));

        assertThat(call.getId()).isEqualTo("a");
        assertThat(call.getFunction()).isEqualTo("square");
        assertThat(call.getArgumentsList())
                .containsExactly(Arguments.newBuilder()
                        .setNode("square")
                        .addValues(Value.newBuilder().setInt32(2))
                        .build());
        assertThat(call.getJson()).isTrue();
        assertThat(call.getDeadline()).isEqualTo(WRITTEN + JsonCall.DEFAULT_TIMEOUT_MILLIS);
        assertThat(call.getReplyPartition()).isBetween(0, FixedTopics.PARTITIONS - 1);
    }

    @Test
    void aJsonCallOfADagBecomesACall() {
        Call call = accepted(record(
                "a",
                "{\"dag\": \"both\", \"args\": {\"incr\": [1, {\"$ref\": \"k\"}], \"square\": []}}",
                "Application/JSON; charset=utf-8"));

        assertThat(call.getDag()).isEqualTo("both");
        assertThat(call.getArgumentsList())
                .containsExactly(
                        Arguments.newBuilder()
                                .setNode("incr")
                                .addValues(Value.newBuilder().setInt32(1))
                                .addValues(Value.newBuilder()
                                        .setReference(Reference.newBuilder().setKey("k")))
                                .build(),
                        Arguments.newBuilder().setNode("square").build());
    }

    @Test
    void whatAJsonCallSaysOfItselfIsTaken() {
        Call call = accepted(record(
                null,
                "{\"function\":\"f\",\"id\":\"mine\",\"timeoutMs\":5,\"replyPartition\":7,\"registryOffset\":9}",
                "application/json"));

        assertThat(call.getId()).isEqualTo("mine");
        assertThat(call.getDeadline()).isEqualTo(WRITTEN + 5);
        assertThat(call.getReplyPartition()).isEqualTo(7);
        assertThat(call.getRegistryOffset()).isEqualTo(9);
        assertThat(call.getArgumentsList()).isEmpty();
    }

    @Test
    void aJsonCallWithoutAnyIdIsNamedByWhereItStands() {
        assertThat(accepted(record(null, "{\"function\":\"f\"}", "application/json"))
                        .getId())
                .isEqualTo("cloudburst.calls-0-5");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                       | names its target",
                "{\"function\":\"f\",\"dag\":\"d\"}       | not both",
                "{\"function\":1}                         | \"function\" must be a name",
                "{\"function\":\"\"}                      | \"function\" must be a name",
                "{\"function\":null}                      | \"function\" must be a name",
                "{\"function\":\"f\",\"args\":2}          | must be an array",
                "{\"function\":\"f\",\"args\":{}}         | must be an array",
                "{\"dag\":\"d\",\"args\":[1]}             | must be an object",
                "{\"dag\":\"d\",\"args\":{\"n\":1}}       | \"args\" of \"n\" must be an array",
                "{\"function\":\"f\",\"arg\":[1]}         | no field \"arg\"",
                "{\"function\":\"f\",\"timeoutMs\":0}     | \"timeoutMs\" must be an integer from 1",
                "{\"function\":\"f\",\"timeoutMs\":1.5}   | \"timeoutMs\" must be an integer",
                "{\"function\":\"f\",\"timeoutMs\":\"1\"} | \"timeoutMs\" must be an integer",
                "{\"function\":\"f\",\"replyPartition\":16} | \"replyPartition\" is 16",
                "{\"function\":\"f\",\"replyPartition\":-1} | \"replyPartition\" must be",
                "{\"function\":\"f\",\"registryOffset\":-1} | \"registryOffset\" must be",
                "{\"function\":\"f\",\"id\":\"b\"}        | not the key of the record",
                "{\"function\":\"f\",\"id\":7}            | \"id\" must be text",
                "{\"function\":\"f\",\"args\":[{\"$ref\":1}]} | \"$ref\" must be",
                "{\"function\":\"f\",\"args\":[1e999]}    | beyond the range",
                "[1]                                      | a call is a JSON object",
                "null                                     | a call is a JSON object"
            })
    void aJsonCallThatMakesNoSenseIsAnsweredInJson(String json, String reason) {
        Answer answer = answerTo(record("a", json, "application/json"), false);

        assertThat(answer.getReply().getId()).isEqualTo("a");
        assertThat(answer.getReply().getError().getCode()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(answer.getReply().getError().getMessage()).contains(reason);
        assertThat(answer.getJson()).isTrue();
        assertThat(answer.getPartition()).isBetween(0, FixedTopics.PARTITIONS - 1);
    }

    @Test
    void aJsonCallThatMakesNoSenseIsAnsweredUnderTheIdInIt() {
        assertThat(answerTo(record(null, "{\"id\":\"b\",\"function\":1}", "application/json"), false)
                        .getReply()
                        .getId())
                .isEqualTo("b");
    }

    @Test
    void aJsonCallThatMakesNoSenseAndIsNobodysIsADeadLetter() {
        assertDeadLetter(record(null, "{}", "application/json"), "makes no sense");
        assertDeadLetter(record(null, "{\"id\":1}", "application/json"), "makes no sense");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"function\":\"f\"} x", "not json"})
    void whatIsNotJsonIsADeadLetterAndAnsweredWhereItHasAKey(String text) {
        assertDeadLetter(record(null, text, "application/json"), "not JSON");
        assertThat(answerTo(record("a", text, "application/json"), true)
                        .getReply()
                        .getId())
                .isEqualTo("a");
    }

    @Test
    void theTimeoutCountsFromWhenTheCallWasWrittenUnlessThatIsInTheFuture() {
        long inTheFuture = NOW + 999_999;
        for (long written : new long[] {inTheFuture, -1}) {
            ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                    "cloudburst.calls",
                    0,
                    5,
                    written,
                    TimestampType.CREATE_TIME,
                    -1,
                    -1,
                    null,
                    utf8("{\"function\":\"f\",\"timeoutMs\":5}"),
                    new RecordHeaders().add("content-type", utf8("application/json")),
                    Optional.empty());

            assertThat(accepted(record).getDeadline()).isEqualTo(NOW + 5);
        }
    }

    @Test
    void aCloudEventIsACallInBothModes() throws InvalidProtocolBufferException {
        String structured = "{\"specversion\":\"1.0\",\"type\":\"f\",\"source\":\"/s\",\"id\":\"7\",\"data\":4}";
        ConsumerRecord<byte[], byte[]> binary = record("a", "4", "application/json");
        for (String attribute : new String[] {"specversion 1.0", "type f", "source /s", "id 7"}) {
            String[] parts = attribute.split(" ");
            binary.headers().add("ce_" + parts[0], utf8(parts[1]));
        }
        Decoded first = decoder.decode(record("a", structured, "application/cloudevents+json; charset=utf-8"));
        Decoded second = decoder.decode(binary);

        Call call = Call.parseFrom(((Accepted) first).call());
        assertThat(call.getFunction()).isEqualTo("f");
        assertThat(call.getArguments(0).getValues(0).getInt32()).isEqualTo(4);
        assertThat(call.getIdempotencyKey()).isEqualTo("/s 7");
        assertThat(call.getJson()).isTrue();
        // It came twice, and is one run.
        assertThat(((Accepted) second).runId())
                .isEqualTo(((Accepted) first).runId())
                .startsWith("once-");
        assertThat(answerTo(record("a", "{\"id\": \"7\"}", "application/cloudevents+json"), true)
                        .getReply()
                        .getError()
                        .getMessage())
                .contains("specversion");
    }

    @Test
    void theTraceThatARecordIsAPartOfIsTheCallsToo() {
        String parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        Call call = Call.newBuilder()
                .setId("a")
                .setFunction("square")
                .setTraceContext(TraceContext.newBuilder().setParent("of the call around it"))
                .build();
        for (ConsumerRecord<byte[], byte[]> record : List.of(
                record("a", call.toByteArray(), null), record("a", "{\"function\": \"square\"}", "application/json"))) {
            record.headers().add("traceparent", utf8(parent)).add("tracestate", utf8("vendor=1"));

            Call accepted = accepted(record);

            assertThat(accepted.getFunction()).isEqualTo("square");
            assertThat(accepted.getTraceContext().getParent()).isEqualTo(parent);
            assertThat(accepted.getTraceContext().getState()).isEqualTo("vendor=1");
        }
        ConsumerRecord<byte[], byte[]> tooLong = record("a", call.toByteArray(), null);
        tooLong.headers().add("traceparent", utf8("x".repeat(1_000)));
        assertThat(accepted(tooLong)).isEqualTo(call);
    }

    private Call accepted(ConsumerRecord<byte[], byte[]> record) {
        Decoded decoded = decoder.decode(record);
        assertThat(decoded).isInstanceOf(Accepted.class);
        try {
            Call call = Call.parseFrom(((Accepted) decoded).call());
            assertThat(((Accepted) decoded).runId()).isEqualTo(call.getId());
            return call;
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private Answer answerTo(ConsumerRecord<byte[], byte[]> record, boolean deadLetterToo) {
        Decoded decoded = decoder.decode(record);
        assertThat(decoded).isInstanceOf(Refused.class);
        assertThat(((Refused) decoded).deadLetter()).isEqualTo(deadLetterToo);
        return ((Refused) decoded).answer().orElseThrow();
    }

    private void assertDeadLetter(ConsumerRecord<byte[], byte[]> record, String reason) {
        assertThat(decoder.decode(record)).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.deadLetter()).isTrue();
            assertThat(refused.answer()).isEmpty();
            assertThat(refused.reason()).contains(reason);
        });
    }

    private static ConsumerRecord<byte[], byte[]> record(String key, String value, String contentType) {
        return record(key, utf8(value), contentType);
    }

    private static ConsumerRecord<byte[], byte[]> record(String key, byte[] value, String contentType) {
        RecordHeaders headers = new RecordHeaders();
        if (contentType != null) {
            headers.add("content-type", utf8(contentType));
        }
        return new ConsumerRecord<>(
                "cloudburst.calls",
                0,
                5,
                WRITTEN,
                TimestampType.CREATE_TIME,
                -1,
                -1,
                key == null ? null : utf8(key),
                value,
                headers,
                Optional.empty());
    }

    private static byte[] utf8(String text) {
        return ByteString.copyFrom(text, StandardCharsets.UTF_8).toByteArray();
    }
}
