package io.cloudburst.cli;

import static io.cloudburst.cli.Commands.assertFails;
import static io.cloudburst.cli.Commands.assertNotes;
import static io.cloudburst.cli.Commands.assertPrints;
import static io.cloudburst.cli.Commands.json;
import static io.cloudburst.cli.Commands.run;
import static io.cloudburst.cli.Commands.runAsItIs;
import static io.cloudburst.cli.Commands.valueOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudburst.cli.Commands.Result;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.sdk.kafka.KafkaSettings;
import io.cloudburst.stack.StackSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** The commands for what is kept: the store, and dead letters. */
class StoreCommandsIT {
    @Test
    void ofALargeObjectThereIsItsSize() {
        try (Cloudburst cloudburst = Cloudburst.connect(Commands.bootstrapServers())) {
            cloudburst.put("large", new byte[2_000_000]);
        }

        assertThat(run("kvs", "get", "large").out()).contains("{\"$large\":2000004}");
    }

    @Test
    void theStoreIsReadAndWritten() {
        assertPrints("", run("kvs", "put", "written/greeting", "{\"hello\": [\"world\", 1]}"));
        assertThat(run("kvs", "get", "written/greeting").out())
                .startsWith(
                        "{\"key\":\"written/greeting\",\"type\":\"last-writer-wins\",\"value\":{\"hello\":[\"world\",1]}");
        assertPrints("5", run("kvs", "add", "written/hits", "5"));
        assertThat(run("kvs", "scan", "written/", "--json").out().lines()).hasSize(2);
        assertThat(run("kvs", "scan", "written/").out()).startsWith("KEY").contains("{\"hello\":[\"world\",1]}");
        assertPrints("", run("kvs", "delete", "written/greeting"));
        Result deleted = run("kvs", "get", "written/greeting");
        assertThat(deleted.out()).contains("\"value\":null,\"deleted\":true");
        assertThat(deleted.exitCode()).isEqualTo(ExitCode.NOT_THERE);
        assertFails(ExitCode.WRONG, "INVALID_ARGUMENT", run("kvs", "put", "cloudburst/x", "1"));
        assertThat(run("kvs", "scan", "--limit", "0").exitCode()).isEqualTo(2);
    }

    private static void assertIsNotThere(Result result) {
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("error: there is no key ");
        assertThat(result.exitCode()).isEqualTo(ExitCode.NOT_THERE);
    }

    @Test
    void aKeyThatIsNotThereHasAnExitCodeOfItsOwn() {
        assertIsNotThere(run("kvs", "get", "cli/nothing"));
        assertIsNotThere(run("kvs", "delete", "cli/nothing"));
        run("kvs", "put", "cli/gone", "1");
        assertPrints("", run("kvs", "delete", "cli/gone"));
        assertIsNotThere(run("kvs", "delete", "cli/gone"));
    }

    @Test
    void anObjectWithATimeToLiveExpires() {
        assertPrints("", run("kvs", "put", "cli/long", "1", "--ttl", "1h"));
        assertThat(run("kvs", "get", "cli/long").out()).contains("\"value\":1,\"expiresAtMillis\":");
        assertPrints("", run("kvs", "put", "cli/short", "1", "--ttl", "1ms"));
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            Result expired = run("kvs", "get", "cli/short");
            assertThat(expired.out()).contains("\"value\":null,\"expired\":true");
            assertThat(expired.exitCode()).isEqualTo(ExitCode.NOT_THERE);
        });
        assertThat(run("kvs", "put", "cli/short", "1", "--ttl", "soon").exitCode())
                .isEqualTo(2);
        assertFails(ExitCode.WRONG, "time to live", run("kvs", "put", "cli/short", "1", "--ttl", "0s"));
    }

    @Test
    void anyLatticeIsMergedAndWhatIsReadCanBeMergedBack() {
        assertPrints("", run("kvs", "merge", "cli/best", "max", "7"));
        assertPrints("", run("kvs", "merge", "cli/best", "max", "5"));
        assertThat(valueOf("cli/best")).hasToString("7");
        assertPrints("", run("kvs", "merge", "cli/tags", "set", "[\"a\", \"b\"]"));
        assertPrints("", run("kvs", "merge", "cli/page", "map", "{\"visits\": {\"max\": 3}}"));
        assertThat(valueOf("cli/page")).hasToString("{\"visits\":{\"max\":3}}");

        JsonNode tags = json(run("kvs", "get", "cli/tags", "--state").out());
        String type = tags.get("type").textValue();
        assertPrints("", run("kvs", "merge", "cli/tags", type, tags.get("state").toString()));
        assertPrints("", run("kvs", "merge", "cli/copy", type, tags.get("state").toString()));
        assertThat(json(run("kvs", "get", "cli/tags", "--state").out()).get("state"))
                .isEqualTo(tags.get("state"));
        assertThat(valueOf("cli/copy")).hasToString("[\"a\",\"b\"]");
        try (Cloudburst cloudburst = Cloudburst.connect(Commands.bootstrapServers())) {
            assertThat(cloudburst.set("cli/tags", String.class).elements()).containsExactly("a", "b");
        }
    }

    @Test
    void whatCannotBeMergedSaysWhy() {
        run("kvs", "merge", "cli/highest", "max", "7");

        assertFails(ExitCode.WRONG, "observed-remove-map", run("kvs", "merge", "cli/highest", "maximum", "7"));
        assertFails(ExitCode.WRONG, "not JSON", run("kvs", "merge", "cli/highest", "max", "{"));
        assertFails(ExitCode.WRONG, "expected a number", run("kvs", "merge", "cli/highest", "max", "\"seven\""));
        assertFails(ExitCode.WRONG, "'cli/highest' has a max", run("kvs", "merge", "cli/highest", "set", "[7]"));
    }

    @Test
    void deletingDoesWhatTheTypeAllows() {
        run("kvs", "add", "cli/count", "5");
        run("kvs", "merge", "cli/set", "set", "[1, 2]");
        run("kvs", "merge", "cli/map", "observed-remove-map", "{\"Ada\": 36}");
        run("kvs", "merge", "cli/causal", "single-key-causal", "{\"values\": [1]}");
        run("kvs", "merge", "cli/causal", "single-key-causal", "{\"values\": [2]}");
        run("kvs", "merge", "cli/max", "max", "1");

        for (String key : List.of("cli/count", "cli/set", "cli/map", "cli/causal")) {
            assertPrints("", run("kvs", "delete", key));
        }
        assertThat(valueOf("cli/count")).hasToString("0");
        assertThat(valueOf("cli/set")).hasToString("[]");
        assertThat(valueOf("cli/map")).hasToString("{}");
        assertThat(run("kvs", "get", "cli/causal").exitCode()).isEqualTo(ExitCode.NOT_THERE);
        assertFails(ExitCode.WRONG, "only grows", run("kvs", "delete", "cli/max"));
    }

    @Test
    void theStatusShowsWhoHasWhat() {
        Result table = run("kvs", "status");
        assertThat(table.out()).startsWith("node local at 127.0.0.1:").contains("replica set 0", "LAG");
        assertThat(table.exitCode()).isZero();

        JsonNode status = json(run("kvs", "status", "--json").out());
        JsonNode partitions = status.at("/nodes/0/partitions");
        assertThat(partitions)
                .hasSize(4)
                .allMatch(partition -> partition.get("readable").booleanValue());
        assertThat(partitions)
                .allMatch(partition -> partition.get("lag").longValue()
                        == partition.get("end").longValue()
                                - 1
                                - partition.get("applied").longValue());
        assertThat(status.get("unowned")).isEmpty();
    }

    @Test
    void backupsAreMadeWhenAskedForAndRestoreNotBesideARunningNode() {
        run("kvs", "put", "cli/kept", "1");
        JsonNode backups = json(run("kvs", "backup", "--json").out());
        Path where = Path.of(backups.get("directory").textValue());
        assertThat(where).isEqualTo(StackSettings.backupsIn(Commands.directory()));
        assertThat(backups.get("backups")).hasSize(4);
        assertThat(run("kvs", "backup").out().lines()).hasSize(4).allMatch(line -> line.contains(where.toString()));

        String store = StackSettings.storeIn(Commands.directory()).toString();
        assertFails(
                ExitCode.FAILED,
                "in use",
                runAsItIs("kvs", "restore", "-d", store, "--backup-directory", where.toString(), "--replace"));
        Path other = Commands.directory().resolve("other");
        Result restored =
                runAsItIs("kvs", "restore", "-d", other.toString(), "--backup-directory", where.toString(), "--json");
        assertThat(restored.out().lines()).hasSize(4);
        assertFails(
                ExitCode.FAILED,
                "already",
                runAsItIs("kvs", "restore", "-d", other.toString(), "--backup-directory", where.toString()));
        assertFails(
                ExitCode.FAILED,
                "there is no backup",
                runAsItIs(
                        "kvs",
                        "restore",
                        "-d",
                        Commands.directory().resolve("another").toString(),
                        "--backup-directory",
                        Commands.directory().resolve("nowhere").toString()));
    }

    @Test
    void deadLettersAreListedAndPutBack() throws Exception {
        assertNotes("there are no dead letters", run("dead-letters", "list"));
        assertPrints("", run("dead-letters", "list", "--json"));
        assertNotes("there is nothing to replay", run("dead-letters", "replay", "--all", "--yes"));

        sendGarbage("bad call", "this is\nno call");
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(run("dead-letters", "list").out())
                        .startsWith("0  ")
                        .contains("from cloudburst.calls-0@", "key bad call", "15 bytes: this is no call"));
        JsonNode letter = json(run("dead-letters", "list", "--json").out());
        assertThat(letter.at("/source/topic").textValue()).isEqualTo("cloudburst.calls");
        assertThat(letter.get("reason").textValue()).isNotEmpty();
        assertThat(letter.get("key").textValue()).isEqualTo("bad call");
        assertThat(letter.get("preview").textValue()).isEqualTo("this is no call");
        assertThat(letter.has("replayed")).isFalse();
        assertNotes("there are no such dead letters", run("dead-letters", "list", "--topic", "cloudburst.kvs"));
        assertNotes("there are no such dead letters", run("dead-letters", "list", "--from", "1"));

        assertThat(run("dead-letters", "replay", "0").out()).startsWith("0 is now cloudburst.calls-0@");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> run("dead-letters", "list").out().contains("  replayed 20"));
        assertFails(ExitCode.FAILED, "replayed before", run("dead-letters", "replay", "0"));
        assertFails(ExitCode.FAILED, "no dead letter at this offset", run("dead-letters", "replay", "99"));
        assertThat(json(run("dead-letters", "replay", "--again", "--json", "0").out())
                        .at("/now/topic")
                        .textValue())
                .isEqualTo("cloudburst.calls");

        for (String[] wrong : new String[][] {
            {"dead-letters"},
            {"dead-letters", "replay"},
            {"dead-letters", "replay", "--all"},
            {"dead-letters", "replay", "--all", "--yes", "3"},
            {"dead-letters", "replay", "-1"},
            {"dead-letters", "replay", "three"},
            {"dead-letters", "replay", "3", "--topic", "cloudburst.calls"},
            {"dead-letters", "list", "--limit", "0"},
            {"dead-letters", "list", "--from", "-1"},
        }) {
            assertThat(run(wrong).exitCode()).as(String.join(" ", wrong)).isEqualTo(2);
        }
    }

    private static void sendGarbage(String key, String value) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                KafkaSettings.of(Commands.bootstrapServers()).producer("garbage"),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>("cloudburst.calls", key, value)).get();
        }
    }
}
