package io.cloudburst.statefun;

import io.cloudburst.protocol.Answer;
import java.io.IOException;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The egress of answers. */
final class AnswerSerializer implements KafkaRecordSerializationSchema<Answer> {

    private static final long serialVersionUID = 1;

    private final AnswerRecords answers;

    AnswerSerializer(AnswerRecords answers) {
        this.answers = answers;
    }

    @Override
    public void open(SerializationSchema.InitializationContext context, KafkaSinkContext sinkContext)
            throws IOException {
        answers.open();
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(Answer answer, KafkaSinkContext context, Long timestamp) {
        return answers.toRecord(answer);
    }
}
