package io.cloudburst.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.server.settings.SettingsReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in a role's way is said in one line that names the setting. */
class RoleProcessTest {
    @TempDir
    Path directory;

    private record Ended(int code, String said) {}

    @Test
    void aPortThatIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Ended ended = run(Role.KVS, "kvs.port=" + taken.getLocalPort());
            assertThat(ended.code()).isEqualTo(RoleProcess.WRONG);
            assertThat(ended.said())
                    .startsWith("error: kvs: kvs.port: cannot listen on 127.0.0.1:" + taken.getLocalPort());
            assertThat(run(Role.BROKER, "broker.addresses=127.0.0.1:" + taken.getLocalPort())
                            .said())
                    .startsWith("error: broker: broker: The broker cannot listen on 127.0.0.1:" + taken.getLocalPort());
        }
    }

    @Test
    void aDirectoryThatIsAFile() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        Ended ended = run(Role.TASKMANAGER, "directory=" + file);
        assertThat(ended.code()).isEqualTo(RoleProcess.WRONG);
        assertThat(ended.said()).startsWith("error: taskmanager: directory: " + file);
    }

    @Test
    void aDirectoryThatAnotherProcessHas() throws Exception {
        var settings =
                SettingsReader.read(Optional.empty(), Map.of(), List.of("directory=" + directory.resolve("taken")));
        try (RoleDirectory other = RoleDirectory.take(Role.KVS, settings)) {
            assertThat(other.temporary()).isEmptyDirectory();
            Ended ended = run(Role.KVS, "directory=" + directory.resolve("taken"));
            assertThat(ended.code()).isEqualTo(RoleProcess.WRONG);
            assertThat(ended.said())
                    .contains("is in use by another kvs process")
                    .contains("kvs.name");
        }
    }

    @Test
    void certificatesAndKeysThatAreNotThere() throws Exception {
        assertThat(run(Role.KVS, "kvs.port=0", "kafka.properties.ssl.truststore.location=/no/such.p12")
                        .said())
                .isEqualTo("error: kvs: kafka.properties.ssl.truststore.location: there is no file /no/such.p12");
        assertThat(run(Role.GATEWAY, "gateway.port=0", "gateway.tls.certificate=/no/c", "gateway.tls.key=/no/k")
                        .said())
                .isEqualTo("error: gateway: gateway.tls.certificate: there is no file /no/c");
        assertThat(run(Role.GATEWAY, "gateway.port=0", "gateway.keys=/no/keys").said())
                .isEqualTo("error: gateway: gateway.keys: there is no file /no/keys");
    }

    @Test
    void brokersThatDoNotAnswerAreWorthAnotherTry() throws Exception {
        Ended ended = run(Role.KVS, "kvs.port=0", "kafka.bootstrap-servers=127.0.0.1:1", "kafka.connect-timeout=300ms");
        assertThat(ended.code()).isEqualTo(RoleProcess.FAILED);
        assertThat(ended.said()).startsWith("error: kvs: kafka.bootstrap-servers: No answer from the Kafka broker");
    }

    private Ended run(Role role, String... overrides) throws InterruptedException, IOException {
        List<String> all = new ArrayList<>(List.of("directory=" + directory.resolve("data")));
        all.addAll(List.of(overrides));
        StringWriter said = new StringWriter();
        int code = RoleProcess.run(
                role,
                SettingsReader.read(Optional.empty(), Map.of(), all),
                new PrintWriter(said),
                new PrintWriter(said));
        assertThat(said.toString().strip().lines()).hasSize(1);
        return new Ended(code, said.toString().strip());
    }
}
