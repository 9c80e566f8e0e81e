package io.cloudburst.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.protocol.Topic;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.FunctionContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Callers with nothing but a Kafka client: JSON in, JSON out; and garbage, which holds nobody up. */
class JsonCallersIT {
    record Person(String name, int age) {}

    // No constant: the functions below run in this class elsewhere, where Jackson is not.
    private final ObjectMapper json = new ObjectMapper();
    private final Cloudburst cloudburst = SharedStack.client();
    private final Map<String, Object> properties = Map.of("bootstrap.servers", SharedStack.bootstrapServers());
    private KafkaProducer<String, String> producer;
    private KafkaConsumer<String, String> consumer;

    @BeforeEach
    void connect() {
        producer = new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
        consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer());
        follow(Topic.REPLIES);
        cloudburst.register("json_square", (FunctionContext context, Integer x) -> x * x);
        cloudburst.register("json_older", (FunctionContext context, Person p) -> new Person(p.name(), p.age() + 1));
    }

    @AfterEach
    void disconnect() {
        producer.close();
        consumer.close();
    }

    private void follow(Topic topic) {
        List<TopicPartition> partitions = IntStream.range(
                        0, consumer.partitionsFor(topic.topicName()).size())
                .mapToObj(p -> new TopicPartition(topic.topicName(), p))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    private void publish(String key, String body) {
        ProducerRecord<String, String> call = new ProducerRecord<>(Topic.CALLS.topicName(), key, body);
        call.headers().add("content-type", "application/json".getBytes(StandardCharsets.US_ASCII));
        producer.send(call);
        producer.flush();
    }

    private JsonNode answerTo(String key, String body) {
        publish(key, body);
        return next(key);
    }

    private JsonNode next(String key) {
        Map<String, JsonNode> answers = new HashMap<>();
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            for (ConsumerRecord<String, String> reply : consumer.poll(Duration.ofMillis(100))) {
                if (key.equals(reply.key())) {
                    assertThat(new String(
                                    reply.headers().lastHeader("content-type").value(), StandardCharsets.US_ASCII))
                            .isEqualTo("application/json");
                    answers.put(key, json.readTree(reply.value()));
                }
            }
            return answers.containsKey(key);
        });
        return answers.get(key);
    }

    @Test
    void aFunctionIsCalledInJson() {
        assertThat(answerTo("json-1", "{\"function\": \"json_square\", \"args\": [2]}")
                        .toString())
                .isEqualTo("{\"id\":\"json-1\",\"result\":4}");
        assertThat(answerTo("json-2", "{\"function\": \"json_older\", \"args\": [{\"name\": \"Ada\", \"age\": 36}]}")
                        .get("result")
                        .toString())
                .isEqualTo("{\"name\":\"Ada\",\"age\":37}");
    }

    @Test
    void aDagIsCalledInJsonWithReferences() {
        cloudburst.registerDag(Dag.chain("json_dag", "json_square"));
        cloudburst.put("json three", 3);

        assertThat(answerTo(
                                "json-3",
                                "{\"dag\": \"json_dag\", \"args\": {\"json_square\": [{\"$ref\": \"json three\"}]}}")
                        .get("result")
                        .asInt())
                .isEqualTo(9);
    }

    @Test
    void callsInJsonHaveTheSameOptions() throws Exception {
        cloudburst.register("json_visits", (FunctionContext context, Integer x) -> {
            context.counter("json visits").add(1);
            return x;
        });
        String once =
                "{\"function\": \"json_visits\", \"args\": [7], \"idempotencyKey\": \"json-key\", \"trace\": true,"
                        + " \"outputKey\": \"json out\", \"then\": [{\"function\": \"json_square\"}]}";

        JsonNode first = answerTo("json-once-1", once);
        assertThat(first.get("result").asInt()).isEqualTo(49);
        assertThat(first.get("trace").get("stages")).hasSize(1);
        assertThat(first.get("trace").get("stages").get(0).get("nodes").toString())
                .isEqualTo("[\"json_visits\",\"then1.json_square\"]");
        assertThat(answerTo("json-once-2", once).get("result").asInt()).isEqualTo(49);
        assertThat(cloudburst.counter("json visits").value()).isEqualTo(1);
        assertThat(cloudburst.get("json out", Integer.class)).contains(49);

        long before = System.currentTimeMillis();
        assertThat(answerTo("json-later", "{\"function\": \"json_square\", \"args\": [2], \"delayMs\": 300}")
                        .get("result")
                        .asInt())
                .isEqualTo(4);
        assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(before + 300);

        publish("json-never", "{\"function\": \"json_square\", \"args\": [2], \"delayMs\": 60000}");
        assertThat(codeOf(answerTo("json-never", "{\"function\": \"json_square\", \"cancel\": true}")))
                .isEqualTo("CANCELLED");
    }

    @Test
    void errorsAreAnsweredInJsonToo() {
        assertThat(codeOf(answerTo("json-4", "{\"function\": \"no_such\", \"args\": []}")))
                .isEqualTo("FUNCTION_NOT_FOUND");
        assertThat(codeOf(answerTo("json-5", "{\"function\": \"json_square\", \"args\": [\"two\"]}")))
                .isEqualTo("INVALID_ARGUMENT");
        assertThat(codeOf(answerTo("json-6", "{\"args\": [2]}"))).isEqualTo("INVALID_ARGUMENT");
        assertThat(codeOf(answerTo("json-8", "{\"function\": \"json_square\", \"args\": [2], \"trace\": 1}")))
                .isEqualTo("INVALID_ARGUMENT");
        assertThat(codeOf(answerTo("json-9", "{\"function\": \"json_square\", \"args\": [2], \"then\": [{}]}")))
                .isEqualTo("INVALID_ARGUMENT");
        assertThat(codeOf(answerTo("json-10", "{\"function\": \"json_square\", \"outputKey\": \"cloudburst/x\"}")))
                .isEqualTo("INVALID_ARGUMENT");
        assertThat(codeOf(answerTo("json-7", "{\"function\": \"json_older\", \"args\": [{\"nom\": \"Ada\"}]}")))
                .isEqualTo("INVALID_ARGUMENT");
    }

    @Test
    void aLargeResultIsAnsweredAsLongAsARecordHoldsIt() {
        cloudburst.register("json_text", (FunctionContext context, Integer n) -> "x".repeat(n));
        cloudburst.put("json large", new byte[3_000_000]);
        cloudburst.register("json_length", (FunctionContext context, byte[] bytes) -> bytes.length);

        assertThat(answerTo("json-8", "{\"function\": \"json_text\", \"args\": [1500000]}")
                        .get("result")
                        .textValue())
                .hasSize(1_500_000);
        assertThat(codeOf(answerTo("json-9", "{\"function\": \"json_text\", \"args\": [3000000]}")))
                .isEqualTo("PAYLOAD_TOO_LARGE");
        assertThat(codeOf(answerTo("json-10", "{\"function\": \"json_text\", \"args\": [9000000]}")))
                .isEqualTo("PAYLOAD_TOO_LARGE");
        assertThat(answerTo("json-11", "{\"function\": \"json_length\", \"args\": [{\"$ref\": \"json large\"}]}")
                        .get("result")
                        .intValue())
                .isEqualTo(3_000_000);
    }

    private static String codeOf(JsonNode answer) {
        assertThat(answer.get("error").get("message").asText()).isNotBlank();
        return answer.get("error").get("code").asText();
    }

    @Test
    void garbageGoesToTheDeadLettersAndTheJobGoesOn() {
        follow(Topic.DEAD_LETTERS);
        producer.send(new ProducerRecord<>(Topic.CALLS.topicName(), "garbage-1", "no call at all"));
        publish("garbage-2", "{\"function\": ");
        Map<String, String> reasons = new HashMap<>();
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            for (ConsumerRecord<String, String> letter : consumer.poll(Duration.ofMillis(100))) {
                reasons.put(
                        letter.key() + " " + letter.value(),
                        new String(letter.headers().lastHeader("reason").value(), StandardCharsets.UTF_8));
            }
            return reasons.keySet().containsAll(List.of("garbage-1 no call at all", "garbage-2 {\"function\": "));
        });
        assertThat(reasons.values()).allSatisfy(reason -> assertThat(reason).isNotBlank());
        assertThat(cloudburst.function("json_square").call(3).get()).isEqualTo(9);
    }

    @Test
    void messagesWaitForACallThatNobodyHasMadeYet() {
        cloudburst.register(
                "json_receive",
                (FunctionContext context) -> context.receive(String.class, Duration.ofSeconds(15))
                                .orElseThrow()
                                .body()
                        + " for " + context.id());
        var send = cloudburst.register("json_send", (FunctionContext context, String id) -> {
            context.send(id, "a message");
            return null;
        });
        send.call("messages%2F100%25").get();

        assertThat(answerTo("messages/100%", "{\"function\": \"json_receive\", \"args\": []}")
                        .get("result")
                        .asText())
                .isEqualTo("a message for messages%2F100%25");
    }
}
