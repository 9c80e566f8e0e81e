package io.cloudburst.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudburst.sdk.signing.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsReaderTest {
    @TempDir
    Path directory;

    @Test
    void theFileThatIsShippedHasEverySetting() {
        Settings settings = read("", Map.of());
        assertThat(settings.kafka().bootstrapServers()).isEqualTo("127.0.0.1:9092");
        assertThat(settings.kvs().memory()).isEqualTo(Memory.ofMebibytes(512));
        assertThat(settings.job().checkpointInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.directory()).isAbsolute();
        assertThat(settings.health()).isEmpty();
    }

    @Test
    void theCommandLineGoesBeforeTheEnvironmentAndThatBeforeTheFile() {
        String file = "kvs:\n  port: 1\n  name: from-file\n  replica-set: 1\n";
        Map<String, String> environment = Map.of("CLOUDBURST_KVS_PORT", "2", "CLOUDBURST_KVS_REPLICA_SET", "2");
        Settings.Kvs kvs = read(file, environment, "kvs.port=3").kvs();
        assertThat(kvs.port()).isEqualTo(3);
        assertThat(kvs.replicaSet()).isEqualTo(2);
        assertThat(kvs.name()).isEqualTo("from-file");
        assertThat(kvs.memory()).isEqualTo(Memory.ofMebibytes(512));
    }

    @Test
    void theEnvironmentNamesTheFileAndTheBrokers() throws IOException {
        Path file = Files.writeString(directory.resolve("other.yaml"), "directory: /elsewhere\n");
        Settings settings = SettingsReader.read(
                Optional.empty(),
                Map.of(
                        SettingsReader.FILE_VARIABLE,
                        file.toString(),
                        "KAFKA_BOOTSTRAP_SERVERS",
                        "a:1,b:2",
                        "CLOUDBURST_SERVER",
                        "of client commands"),
                List.of());
        assertThat(settings.directory()).isEqualTo(Path.of("/elsewhere"));
        assertThat(settings.kafka().bootstrapServers()).isEqualTo("a:1,b:2");
    }

    @Test
    void keysThatAreTrustedAreReadFromTheirFile() throws IOException {
        SigningKey.create(directory.resolve("key"), directory.resolve("key.pub"));
        Path file = directory.resolve("key.pub");
        assertThat(read("", Map.of()).trustedKeys().areAsked()).isFalse();
        assertThat(read("", Map.of(), "code.trusted-keys=" + file).trustedKeys().areAsked())
                .isTrue();
        Settings wrong = read("", Map.of(), "code.trusted-keys=" + directory.resolve("key"));
        assertThatThrownBy(wrong::trustedKeys)
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("code.trusted-keys: ")
                .hasMessageContaining("a PRIVATE KEY where a PUBLIC KEY is wanted");
    }

    @Test
    void propertiesOfKafkaAndFlinkArePassedOn() {
        Settings settings = read(
                "kafka:\n  properties: {security.protocol: SSL, ssl.truststore.location: /t.p12}\n"
                        + "flink: {high-availability.type: zookeeper, rest.flamegraph.enabled: true}\n",
                Map.of("CLOUDBURST_KAFKA_PROPERTIES_SASL_JAAS_CONFIG", "a b;"),
                "kafka.properties.security.protocol=SASL_SSL",
                "flink.web.timeout=5 s");
        assertThat(settings.kafka().properties())
                .containsOnly(
                        Map.entry("security.protocol", "SASL_SSL"),
                        Map.entry("ssl.truststore.location", "/t.p12"),
                        Map.entry("sasl.jaas.config", "a b;"));
        assertThat(settings.flink())
                .containsEntry("high-availability.type", "zookeeper")
                .containsEntry("rest.flamegraph.enabled", "true")
                .containsEntry("web.timeout", "5 s");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            kvs.prt=1                        | there is no setting kvs.prt (in --set)
            kvs=1                            | there is no setting kvs (in --set)
            kvs.port=x                       | kvs.port: 'x' is no whole number (in --set)
            kvs.port=70000                   | kvs.port must be from 0 to 65535, is 70000 (in --set)
            jobmanager.port=0                | jobmanager.port must be from 1 to 65535, is 0 (in --set)
            kvs.announced=store.example      | kvs.announced must be host:port, or several of those with commas between, is 'store.example' (in --set)
            kvs.announced=a:1,b:2            | kvs.announced must be one host:port, is 'a:1,b:2' (in --set)
            kvs.memory=12                    | kvs.memory: '12' is no amount of memory; write it like 512m or 2g (in --set)
            kvs.memory=12m                   | kvs.memory must be at least 320m, is 12m (in --set)
            job.checkpoint-interval=5        | job.checkpoint-interval: '5' is no duration; write it like 500ms, 30s, 10m, 1h30m, 7d (in --set)
            gateway.open-to-network=perhaps  | gateway.open-to-network: 'perhaps' is no true or false (in --set)
            log.level=loud                   | log.level must be error or warn or info or debug, is 'loud' (in --set)
            kafka.bootstrap-servers=foo      | kafka.bootstrap-servers must be host:port, or several of those with commas between, is 'foo' (in --set)
            gateway.tls.key=/k               | gateway.tls.certificate is missing; a key needs one
            kvs.tls.certificate=/c           | kvs.tls.key is missing; a certificate needs one
            kvs.tls.client-trust=/c          | kvs.tls.client-trust needs certificate as well, or nobody is asked (in --set)
            kvs.token=/t                     | kvs.token needs tls.certificate as well, or it would travel in the open (in --set)
            store.token=/t                   | store.token needs trust as well, or it would travel in the open (in --set)
            store.key=/k                     | store.certificate is missing; a key needs one
            remote.key=/k                    | remote.certificate is missing; a key needs one
            remote.endpoints=js              | remote.endpoints: must be POOL=URL, or several of those with commas between, is 'js' (in --set)
            remote.endpoints=js=ftp://x      | remote.endpoints: the endpoint of pool 'js' must be a URL that begins with https or http, not 'ftp://x' (in --set)
            worker.pools=a b                 | worker.pools must have 1 to 200 letters, digits, '.', '_' or '-', is 'a b' (in --set)
            worker.host=0.0.0.0              | worker.token is missing: on 0.0.0.0 anybody who reaches this worker could run code in it; give it one, or tls.client-trust, or let it listen on 127.0.0.1
            kvs.host=0.0.0.0                 | kvs.host must be a name or an address under which others reach it (or auto), is 0.0.0.0 (in --set)
            worker.cache=1g                  | worker.cache must be less than the memory of 448m, is 1024m (in --set)
            """)
    void whatIsWrongIsNamedInOneLine(String override, String message) {
        assertThatThrownBy(() -> read("", Map.of(), override))
                .isInstanceOf(SettingsException.class)
                .hasMessage(message);
    }

    @Test
    void mistakesInTheFileAreNamedWithTheFile() {
        assertWrong(
                "kvs:\n  prot: 3\n", "there is no setting kvs.prot; there are announced, backup-interval, ", " (in ");
        assertWrong("kvs:\n  port: [1]\n", "kvs.port must be a whole number (in ");
        assertWrong("kvs:\n  port: 1.5\n", "kvs.port");
        assertWrong("kvs: 5\n", "kvs must be a group of settings (in ");
        assertWrong("kvs:\n  port: 1\n  port: 2\n", "is no YAML in line 3");
        assertWrong("kvs:\n port: 1\n  x: [\n", "is no YAML in line 3");
        assertWrong("- kvs\n", "must have settings, one a line");
        assertThatThrownBy(() -> SettingsReader.read(Optional.of(directory.resolve("none")), Map.of(), List.of()))
                .hasMessageStartingWith("there is no file of settings ");
    }

    @Test
    void endpointsAndPoolsAreSeveralInOneText() {
        Settings settings = read(
                "remote:\n  endpoints: js=http://a:1/{function.name}, go=https://b\n",
                Map.of("CLOUDBURST_WORKER_POOLS", "gpu, default", "CLOUDBURST_WORKER_OPEN_TO_NETWORK", "true"),
                "worker.host=0.0.0.0",
                "worker.public-host=worker.example");
        assertThat(settings.remote().settings().endpoints())
                .containsOnly(Map.entry("js", "http://a:1/{function.name}"), Map.entry("go", "https://b"));
        assertThat(settings.worker().poolNames()).containsExactlyInAnyOrder("gpu", "default");
        assertThat(settings.worker().security().openToNetwork()).isTrue();
        assertThatThrownBy(() -> read("", Map.of("CLOUDBURST_WORKER_OPEN_TO_NETWORK", "true"), "worker.host=0.0.0.0"))
                .hasMessageStartingWith("worker.public-host must be a name or an address under which others reach it");
    }

    @Test
    void aSectionWithNothingInItLeavesTheDefaults() {
        assertThat(read("kvs:\ngateway:\n  port:\n", Map.of()).gateway().port()).isEqualTo(8080);
    }

    @Test
    void mistakesInTheEnvironmentAreNamedWithTheVariable() {
        assertThatThrownBy(() -> read("", Map.of("CLOUDBURST_KVS_PROT", "1")))
                .hasMessageStartingWith("the environment variable CLOUDBURST_KVS_PROT names no setting");
        assertThatThrownBy(() -> read("", Map.of("CLOUDBURST_KVS_PORT", "tcp://10.0.0.1:7100")))
                .hasMessage("kvs.port: 'tcp://10.0.0.1:7100' is no whole number (in CLOUDBURST_KVS_PORT)");
    }

    private void assertWrong(String file, String... parts) {
        assertThatThrownBy(() -> read(file, Map.of()))
                .isInstanceOf(SettingsException.class)
                .message()
                .contains(parts)
                .doesNotContain("\n");
    }

    private Settings read(String file, Map<String, String> environment, String... overrides) {
        try {
            Path written = Files.writeString(directory.resolve("cloudburst.yaml"), file);
            return SettingsReader.read(Optional.of(written), environment, List.of(overrides));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
