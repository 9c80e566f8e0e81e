package io.cloudburst.statefun;

import com.google.protobuf.UnsafeByteOperations;
import io.cloudburst.protocol.RunMessage;
import java.io.IOException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.statefun.flink.core.message.RoutableMessage;
import org.apache.flink.statefun.flink.core.message.RoutableMessageBuilder;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The ingress: turns each record into a message to its run, and what is no call into records that say so. */
final class DecodeCalls extends ProcessFunction<ConsumerRecord<byte[], byte[]>, RoutableMessage> {

    private static final long serialVersionUID = 1;

    private final CallDecoder decoder;
    private final AnswerRecords answers;
    private final DeadLetters deadLetters;
    private final OutputTag<ProducerRecord<byte[], byte[]>> refusals;

    /** @param refusals where the records for refused calls go: dead letters, and answers that are errors */
    DecodeCalls(
            CallDecoder decoder,
            AnswerRecords answers,
            DeadLetters deadLetters,
            OutputTag<ProducerRecord<byte[], byte[]>> refusals) {
        this.decoder = decoder;
        this.answers = answers;
        this.deadLetters = deadLetters;
        this.refusals = refusals;
    }

    @Override
    public void open(OpenContext context) throws IOException {
        decoder.open();
        answers.open();
        deadLetters.open();
    }

    @Override
    public void processElement(ConsumerRecord<byte[], byte[]> record, Context context, Collector<RoutableMessage> out) {
        CallDecoder.Decoded decoded = decoder.decode(record);
        if (decoded instanceof CallDecoder.Accepted call) {
            out.collect(
                    to(call.runId(), RunMessage.newBuilder().setCall(UnsafeByteOperations.unsafeWrap(call.call()))));
        } else if (decoded instanceof CallDecoder.Addressed addressed) {
            out.collect(to(addressed.runId(), RunMessage.newBuilder().setLetter(addressed.letter())));
        } else if (decoded instanceof CallDecoder.Refused refused) {
            refused.answer().ifPresent(answer -> context.output(refusals, answers.toRecord(answer)));
            if (refused.deadLetter()) {
                context.output(refusals, deadLetters.toRecord(record, refused.reason()));
            }
        }
    }

    private static RoutableMessage to(String runId, RunMessage.Builder message) {
        return RoutableMessageBuilder.builder()
                .withTargetAddress(RunFunction.TYPE, runId)
                .withMessageBody(message.build().toByteArray())
                .build();
    }
}
