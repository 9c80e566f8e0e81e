package io.cloudburst.statefun;

import io.cloudburst.protocol.Answer;
import io.cloudburst.protocol.Topic;
import java.io.Serializable;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.statefun.flink.core.StatefulFunctionsConfig;
import org.apache.flink.statefun.flink.core.feedback.FeedbackKey;
import org.apache.flink.statefun.flink.core.message.RoutableMessage;
import org.apache.flink.statefun.flink.core.translation.EmbeddedTranslator;
import org.apache.flink.statefun.sdk.StatefulFunctionProvider;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.OutputTag;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The Flink job: calls in, runs, answers out.
 *
 * <pre>
 * cloudburst.calls ─ source ─ decode ─▶ run functions ─ sink ─▶ cloudburst.replies
 *                               └ sink ─▶ cloudburst.dead-letters, and cloudburst.replies for calls that make no sense
 * </pre>
 *
 * <p>Where nothing but a dash joins two of them they are one task, and what goes between them is never serialized. A call is
 * answered at least once: after a failure, those since the last checkpoint are run again.
 */
public final class CloudburstJob {

    /** The consumer group whose committed offsets a job without state starts from. */
    static final String CONSUMER_GROUP = "cloudburst-job";

    private static final String LOOK_FOR_PARTITIONS_MILLIS = "5000";

    private CloudburstJob() {}

    /**
     * Adds the job to an environment.
     *
     * @param environment must have the {@link FlinkSettings} of the same settings
     */
    public static void define(StreamExecutionEnvironment environment, JobSettings settings) {
        define(environment, settings, new RunFunctionProvider(settings));
    }

    /** With other functions; a run's messages are {@link io.cloudburst.protocol.RunMessage}s, as {@code byte[]}. */
    static <P extends StatefulFunctionProvider & Serializable> void define(
            StreamExecutionEnvironment environment, JobSettings settings, P runs) {
        TopicLookup lookup = new BrokerTopicLookup(settings);
        TopicFacts replies = new TopicFacts(Topic.REPLIES, lookup);
        OutputTag<ProducerRecord<byte[], byte[]>> refusals = new OutputTag<>("refusals") {};

        SingleOutputStreamOperator<RoutableMessage> calls = environment
                .fromSource(source(settings), WatermarkStrategy.noWatermarks(), "calls")
                .uid("calls")
                .process(new DecodeCalls(
                        new CallDecoder(replies, Clock.systemUTC()),
                        new AnswerRecords(replies),
                        new DeadLetters(new TopicFacts(Topic.DEAD_LETTERS, lookup)),
                        refusals))
                .name("decode")
                .uid("decode");
        calls.getSideOutput(refusals)
                .sinkTo(sink(settings, (record, context, timestamp) -> record))
                .name("refusals")
                .uid("refusals");

        answers(environment, calls, runs)
                .sinkTo(sink(settings, new AnswerSerializer(new AnswerRecords(replies))))
                .name("replies")
                .uid("replies");
    }

    @SuppressWarnings("unchecked") // the egress carries what its identifier says
    private static <P extends StatefulFunctionProvider & Serializable> DataStream<Answer> answers(
            StreamExecutionEnvironment environment, DataStream<RoutableMessage> calls, P runs) {
        Configuration configuration = new Configuration();
        configuration.addAll((Configuration) environment.getConfiguration());
        // The key joins the two ends of StateFun's feedback loop within a JVM, which may run several jobs.
        return (DataStream<Answer>) new EmbeddedTranslator(
                        StatefulFunctionsConfig.fromFlinkConfiguration(configuration),
                        new FeedbackKey<>("cloudburst-" + UUID.randomUUID(), 1))
                .translate(
                        List.of(calls),
                        List.of(Answers.EGRESS),
                        Map.of(RunFunction.TYPE, runs, StageFunction.TYPE, runs))
                .get(Answers.EGRESS);
    }

    @SuppressWarnings("deprecation") // Kafka's OffsetResetStrategy: the connector has no other way to say it
    private static KafkaSource<ConsumerRecord<byte[], byte[]>> source(JobSettings settings) {
        Properties properties = settings.kafkaProperties();
        properties.put("max.poll.records", "2000");
        properties.put("max.partition.fetch.bytes", Integer.toString(Topic.MAX_RECORD_BYTES));
        properties.put("allow.auto.create.topics", "false");
        // Partitions that are added are read from their first record, before calls in them have waited for long.
        properties.put(KafkaSourceOptions.PARTITION_DISCOVERY_INTERVAL_MS.key(), LOOK_FOR_PARTITIONS_MILLIS);
        return KafkaSource.<ConsumerRecord<byte[], byte[]>>builder()
                .setTopics(Topic.CALLS.topicName())
                .setGroupId(CONSUMER_GROUP)
                // Never the latest: a restart before the first checkpoint would lose what came in between.
                .setStartingOffsets(OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST))
                .setDeserializer(new WholeRecord())
                .setProperties(properties)
                .build();
    }

    private static <T> KafkaSink<T> sink(JobSettings settings, KafkaRecordSerializationSchema<T> serializer) {
        Properties properties = settings.kafkaProperties();
        // An answer goes out at once, whether or not another one follows.
        properties.put("linger.ms", "0");
        properties.put("batch.size", Integer.toString(64 * 1024));
        properties.put("max.request.size", Integer.toString(Topic.MAX_RECORD_BYTES));
        properties.put("acks", "all");
        // An answer may come twice, but must not wait: an idempotent producer that meets a broker which is about to
        // lead can have its second batch taken and its first refused for two minutes, without any checkpoint meanwhile.
        properties.put("enable.idempotence", "false");
        return KafkaSink.<T>builder()
                .setKafkaProducerConfig(properties)
                .setBootstrapServers(settings.bootstrapServers())
                .setRecordSerializer(serializer)
                // Exactly once would hold back every answer until the next checkpoint; clients keep the first of
                // several.
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .build();
    }
}
