package io.cloudburst.gateway;

import io.cloudburst.protocol.Topic;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.management.ManagementFactory;
import java.util.List;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** A few figures of the clients' producers and consumers in this process, as Kafka keeps them for JMX anyway. */
final class KafkaMetrics {
    private static final String PRODUCERS = "kafka.producer:type=producer-metrics,client-id=cloudburst-client-*";

    /** A topic's dots are underscores there. */
    private static final String CONSUMERS =
            "kafka.consumer:type=consumer-fetch-manager-metrics,client-id=cloudburst-client-*,topic=%s,partition=*";
    /** What a gateway reads all the time. */
    private static final List<Topic> READ = List.of(Topic.REPLIES, Topic.RUNS, Topic.REGISTRY);

    private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();

    private record Figure(String attribute, String name, String description) {}

    private static final List<Figure> FIGURES = List.of(
            new Figure("record-send-rate", "cloudburst.kafka.producer.records", "Records sent, a second"),
            new Figure("record-error-rate", "cloudburst.kafka.producer.errors", "Records not sent, a second"),
            new Figure(
                    "request-latency-avg", "cloudburst.kafka.producer.request.latency", "Of a request, milliseconds"),
            new Figure("buffer-available-bytes", "cloudburst.kafka.producer.buffer.available", "Bytes left to buffer"));

    void register(MeterRegistry meters) {
        for (Figure figure : FIGURES) {
            Gauge.builder(figure.name(), this, here -> here.greatest(PRODUCERS, figure.attribute()))
                    .description(figure.description())
                    .strongReference(true)
                    .register(meters);
        }
        for (Topic topic : READ) {
            String consumers = CONSUMERS.formatted(topic.topicName().replace('.', '_'));
            Gauge.builder("cloudburst.kafka.consumer.lag", this, here -> here.greatest(consumers, "records-lag"))
                    .description("Records that the gateway has yet to read, of the partition where they are most")
                    .tag("topic", topic.topicName())
                    .strongReference(true)
                    .register(meters);
        }
    }

    /** Of all clients, of which there is one, unless others run in this process too. NaN if there is none. */
    private double greatest(String clients, String attribute) {
        double greatest = Double.NaN;
        try {
            for (ObjectName client : beans.queryNames(new ObjectName(clients), null)) {
                if (beans.getAttribute(client, attribute) instanceof Number value
                        && !(greatest >= value.doubleValue())) {
                    greatest = value.doubleValue();
                }
            }
        } catch (JMException e) {
            // Closed meanwhile.
            return Double.NaN;
        }
        return greatest;
    }
}
