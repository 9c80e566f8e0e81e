package io.cloudburst.statefun;

import io.cloudburst.protocol.Topic;
import java.io.IOException;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.config.ConfigResource;

/** Asks the broker, over a connection that lives as long as the question. */
final class BrokerTopicLookup implements TopicLookup {

    private static final long serialVersionUID = 1;
    private static final int TIMEOUT_MILLIS = 3_000;

    private final JobSettings settings;

    BrokerTopicLookup(JobSettings settings) {
        this.settings = settings;
    }

    @Override
    public Shape lookUp(Topic topic) throws IOException {
        String name = topic.topicName();
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
        Properties properties = settings.kafkaProperties();
        try (Admin admin = Admin.create(properties)) {
            var description = admin.describeTopics(List.of(name), new DescribeTopicsOptions().timeoutMs(TIMEOUT_MILLIS))
                    .allTopicNames();
            var config = admin.describeConfigs(
                            List.of(resource), new DescribeConfigsOptions().timeoutMs(TIMEOUT_MILLIS))
                    .all();
            return new Shape(
                    description
                            .get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                            .get(name)
                            .partitions()
                            .size(),
                    Integer.parseInt(config.get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                            .get(resource)
                            .get("max.message.bytes")
                            .value()));
        } catch (ExecutionException e) {
            throw new IOException(
                    "The broker at " + settings.bootstrapServers() + " does not describe the topic " + name + ": "
                            + e.getCause().getMessage(),
                    e);
        } catch (TimeoutException e) {
            throw new IOException(
                    "The broker at " + settings.bootstrapServers() + " does not answer within " + TIMEOUT_MILLIS
                            + " ms",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while asking the broker for the topic " + name, e);
        }
    }
}
