package io.cloudburst.statefun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.ErrorCode;
import io.cloudburst.protocol.Topic;
import io.cloudburst.sdk.kafka.TopicPartitions;
import io.cloudburst.sdk.kafka.Topics;
import io.cloudburst.server.broker.EmbeddedBroker;
import io.cloudburst.stack.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalJobIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int PENDING = 300;

    @TempDir
    static Path brokerDirectory;

    @TempDir
    Path directory;

    private static EmbeddedBroker broker;
    private Caller caller;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(brokerDirectory, 0);
        Topics.ensure(broker.bootstrapServers(), TopicPartitions.DEFAULT, TIMEOUT);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void connect() {
        EchoProvider.reset();
        caller = new Caller(broker.bootstrapServers());
    }

    @AfterEach
    void disconnect() {
        caller.close();
    }

    @Test
    void callsAreAnsweredInTheLanguageOfTheCallerAndGarbageIsPutAside() throws Exception {
        LocalJob job = start(false);
        try (job) {
            caller.call("protobuf", "echo", 7, 11);
            caller.publishJson("json", "{\"function\": \"echo\", \"args\": [[1, {\"a\": null}]]}");
            caller.publishJson("senseless", "{\"function\": \"echo\", \"args\": 2}");
            caller.publishJson(null, "{\"function\": \"echo\", \"args\": [2], \"id\": \"in the value\"}");
            caller.call("large", "inflate", Topic.MAX_RECORD_BYTES, 0);
            int garbage = publishGarbage();
            caller.call("after the garbage", "echo", 8, 0);

            await().atMost(TIMEOUT)
                    .until(() -> caller.isAnswered(
                                    "protobuf", "json", "senseless", "in the value", "large", "after the garbage")
                            && caller.deadLetters().size() == garbage);
            assertThat(caller.reply("protobuf").getResult().getInt32()).isEqualTo(7);
            assertThat(caller.records("protobuf").get(0).partition()).isEqualTo(11);
            assertThat(text("json")).isEqualTo("{\"id\":\"json\",\"result\":[1,{\"a\":null}]}");
            assertThat(header(caller.records("json").get(0), "content-type")).isEqualTo("application/json");
            assertThat(text("senseless")).contains("\"code\":\"INVALID_ARGUMENT\"");
            assertThat(text("in the value")).isEqualTo("{\"id\":\"in the value\",\"result\":2}");
            assertThat(caller.reply("large").getError().getCode()).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE);
            assertThat(caller.reply("after the garbage").getResult().getInt32()).isEqualTo(8);
            assertThat(caller.deadLetters())
                    .allSatisfy(letter -> assertThat(header(letter, "reason")).isNotEmpty())
                    .allSatisfy(letter -> assertThat(header(letter, "topic")).isEqualTo("cloudburst.calls"));
            assertThat(EchoProvider.OPENED).as("the job has never restarted").hasValue(1);
            assertThat(job.failure()).isNotDone();
        }
        assertThat(EchoProvider.CLOSED).hasValue(1);
    }

    /** Of each kind that may end a job in an endless loop of restarts; how many records that was. */
    private int publishGarbage() {
        byte[] random = new byte[1000];
        new Random(42).nextBytes(random);
        byte[] nearlyTooLarge = new byte[Topic.MAX_RECORD_BYTES - 200];
        caller.publish("random", random);
        caller.publish("tombstone", null);
        caller.publish(null, new byte[0]);
        caller.publish(null, nearlyTooLarge);
        caller.publishJson(null, "{\"function\":");
        caller.publish(
                "outside",
                Call.newBuilder()
                        .setId("outside")
                        .setFunction("echo")
                        .setReplyPartition(1_000)
                        .build()
                        .toByteArray());
        caller.publish(new ProducerRecord<>(Topic.CALLS.topicName(), new byte[] {(byte) 0xc3}, new byte[] {1}));
        return 7;
    }

    @Test
    void callsMadeWhileTheBrokerRestartsAreAnswered() throws Exception {
        LocalJob job = start(false);
        try (job) {
            String[] during = ids("during");
            caller.call("before", "echo", 1, 0);
            await().atMost(TIMEOUT).until(() -> caller.isAnswered("before"));

            int port = broker.port();
            broker.close();
            // A producer that knows no broker blocks its caller.
            CompletableFuture<Void> calls = CompletableFuture.runAsync(() -> callAll(during));
            broker = EmbeddedBroker.start(brokerDirectory, port);
            assertThat(calls).succeedsWithin(TIMEOUT);

            await().atMost(TIMEOUT).until(() -> caller.isAnswered(during));
            assertThat(job.failure()).isNotDone();
        }
    }

    @Test
    void callsPendingAtACloseAreAnsweredAfterTheNextStart() throws Exception {
        String[] pending = ids("closed");
        LocalJob holding = start(true);
        try (holding) {
            callAll(pending);
            await().atMost(TIMEOUT).until(() -> EchoProvider.HELD.containsAll(List.of(pending)));
        }
        assertThat(pending).noneMatch(caller::isAnswered);
        caller.call("while it was down", "echo", 1, 0);

        LocalJob job = start(false);
        try (job) {
            await().atMost(TIMEOUT).until(() -> caller.isAnswered(pending) && caller.isAnswered("while it was down"));
            assertThat(EchoProvider.RUN_AGAIN).as("came from the savepoint").contains(pending);
            assertThat(pending)
                    .as("and were not read again")
                    .allMatch(id -> caller.records(id).size() == 1);
        }
        start(false).close();
        start(false).close();
        try (Stream<Path> left = Files.list(directory.resolve("checkpoints"))) {
            assertThat(left.filter(Files::isDirectory)).as("nothing piles up").hasSizeLessThanOrEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void callsPendingAtAKillAreAnsweredAfterTheNextStart(boolean newestIsDamaged) throws Exception {
        String[] pending = ids("killed-" + newestIsDamaged);
        try (ChildJvm child =
                ChildJvm.startAndAwait("job runs", HoldingJob.class, broker.bootstrapServers(), directory.toString())) {
            for (int i = 0; i < PENDING; i++) {
                // In several checkpoints, and after the last one.
                caller.call(pending[i], "echo", i, i % 16).get();
                if (i % 100 == 50) {
                    awaitCheckpoint();
                }
            }
            child.kill();
        }
        if (newestIsDamaged) {
            Files.write(newestCheckpoint(), new byte[100]);
        }
        assertThat(pending).noneMatch(caller::isAnswered);

        LocalJob job = start(false);
        try (job) {
            await().atMost(TIMEOUT).until(() -> caller.isAnswered(pending));
            assertThat(EchoProvider.RUN_AGAIN).as("came from the checkpoint").contains(pending[0]);
        }
    }

    @Test
    void aCheckpointThatCannotBeRestoredIsPutAside() throws Exception {
        start(true).close();
        Path metadata = newestCheckpoint();
        byte[] content = Files.readAllBytes(metadata);
        // Within the state, of which Flink says nothing until it is read; what is around it can be read.
        for (int i = content.length / 3; i < content.length * 2 / 3; i += 7) {
            content[i] ^= 0x55;
        }
        Files.write(metadata, content);

        LocalJob job = start(false);
        try (job) {
            caller.call("after the damage", "echo", 1, 0);
            await().atMost(TIMEOUT).until(() -> caller.isAnswered("after the damage"));
        }
        assertThat(directory.resolve(
                        "checkpoints/damaged-" + metadata.getParent().getFileName()))
                .exists();
    }

    private Path newestCheckpoint() throws IOException {
        return checkpoints().stream()
                .max(Comparator.comparing(path -> path.toFile().lastModified()))
                .orElseThrow();
    }

    @Test
    void aSecondJobOnTheSameDirectoryIsRefused() {
        LocalJob job = start(false);
        try (job) {
            assertThatThrownBy(() -> start(false))
                    .isInstanceOf(JobFailedException.class)
                    .hasMessageContaining("in use by another job");
        }
    }

    @Test
    void aJobWithoutABrokerFailsWithTheReason() {
        JobSettings settings = JobSettings.local("127.0.0.1:1", directory, 1);

        assertThatThrownBy(() -> LocalJob.start(settings, new EchoProvider(false), Duration.ofSeconds(4)))
                .isInstanceOf(JobFailedException.class)
                .hasMessageContaining("127.0.0.1:1");
    }

    private LocalJob start(boolean hold) {
        return LocalJob.start(
                JobSettings.local(broker.bootstrapServers(), directory, 1), new EchoProvider(hold), TIMEOUT);
    }

    private static String[] ids(String prefix) {
        return IntStream.range(0, PENDING).mapToObj(i -> prefix + "-" + i).toArray(String[]::new);
    }

    private void callAll(String[] ids) {
        for (int i = 0; i < ids.length; i++) {
            caller.call(ids[i], "echo", i, i % 16);
        }
    }

    private void awaitCheckpoint() throws IOException {
        List<Path> before = checkpoints();
        await().atMost(TIMEOUT).until(() -> !before.containsAll(checkpoints()));
    }

    private List<Path> checkpoints() throws IOException {
        while (true) {
            try (Stream<Path> files =
                    Files.find(directory.resolve("checkpoints"), 3, (path, type) -> path.endsWith("_metadata"))) {
                return files.toList();
            } catch (UncheckedIOException e) {
                // A file has got its name, or has gone, while it was looked at.
                if (!(e.getCause() instanceof NoSuchFileException)) {
                    throw e;
                }
            }
        }
    }

    private String text(String id) {
        return new String(caller.records(id).get(0).value(), StandardCharsets.UTF_8);
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
