package io.cloudburst.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cloudburst.server.settings.SettingsReader;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.OutputStream;
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
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
                    .startsWith("error: broker: broker.addresses: cannot listen on 127.0.0.1:" + taken.getLocalPort());
        }
    }

    @Test
    void aSettingOfTheBrokersOwnThatIsWrong() throws Exception {
        Ended ended = run(Role.BROKER, "broker.addresses=127.0.0.1:0", "broker.properties.num.io.threads=none");
        assertThat(ended.code()).isEqualTo(RoleProcess.WRONG);
        assertThat(ended.said()).startsWith("error: broker: ").contains("num.io.threads");
    }

    @Test
    void aDirectoryThatIsAFile() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        Ended ended = run(Role.TASKMANAGER, "directory=" + file);
        assertThat(ended.code()).isEqualTo(RoleProcess.WRONG);
        assertThat(ended.said()).startsWith("error: taskmanager: directory: " + file);
    }

    @Test
    void aDirectoryThatIsFullIsTriedAgain() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=16m", "cloudburst-test", disk.toString()));
        try {
            Ended ended = run(Role.BROKER, "broker.addresses=127.0.0.1:0", "directory=" + disk);
            assertThat(ended.code()).isEqualTo(RoleProcess.FAILED);
            assertThat(ended.said())
                    .startsWith("error: broker: directory: " + disk)
                    .endsWith("MiB free, and needs at least 64; make room, or choose another");
        } finally {
            assertThat(run("umount", disk.toString())).isTrue();
        }
    }

    /** False too where there is no such command, or this user may not. */
    private static boolean run(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
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
        assertThat(run(Role.GATEWAY, "gateway.port=0", "gateway.tls.certificate=/no/c", "gateway.tls.key=/no/k")
                        .said())
                .isEqualTo("error: gateway: gateway.tls.certificate: there is no file /no/c");
        assertThat(run(Role.GATEWAY, "gateway.port=0", "gateway.keys=/no/keys").said())
                .isEqualTo("error: gateway: gateway.keys: there is no file /no/keys");
        assertThat(run(Role.TASKMANAGER, "store.trust=/no/ca").said())
                .isEqualTo("error: taskmanager: store.trust: there is no file /no/ca");
        assertThat(run(Role.TASKMANAGER, "remote.token=/no/token").said())
                .isEqualTo("error: taskmanager: remote.token: there is no file /no/token");
        assertThat(run(Role.KVS, "kvs.port=0", "kvs.tls.certificate=/no/c", "kvs.tls.key=/no/k")
                        .said())
                .isEqualTo("error: kvs: kvs.tls.certificate: there is no file /no/c");
    }

    @Test
    void certificatesAndKeysThatDoNotFit() throws Exception {
        X509Bundle one = certificate();
        Path certificate = file("one.pem", one.getCertificatePEM());
        Path key = file("one-key.pem", one.getPrivateKeyPEM());
        Path otherKey = file("other-key.pem", certificate().getPrivateKeyPEM());
        Path text = file("text", "no certificate");
        assertThat(worker(certificate, otherKey))
                .isEqualTo("error: worker: worker.tls.key: %s is not the key of the first certificate in %s"
                        .formatted(otherKey, certificate));
        assertThat(worker(text, key)).startsWith("error: worker: worker.tls.certificate: " + text + " has no cert");
        assertThat(worker(certificate, text)).startsWith("error: worker: worker.tls.key: " + text + " has no private");
        assertThat(run(Role.WORKER, "worker.port=0", "worker.token=" + text).said())
                .isEqualTo(
                        "error: worker: worker.token: " + text
                                + " must have one line of at least 16 letters, digits and signs without spaces, and nothing else");
        // What is right is passed.
        assertThat(worker(certificate, key)).startsWith("error: worker: kafka.bootstrap-servers: ");
    }

    private String worker(Path certificate, Path key) throws Exception {
        return run(
                        Role.WORKER,
                        "worker.port=0",
                        "worker.tls.certificate=" + certificate,
                        "worker.tls.key=" + key,
                        "kafka.bootstrap-servers=127.0.0.1:1",
                        "kafka.connect-timeout=300ms")
                .said();
    }

    @Test
    void whatKafkasClientsAreToldAndDoesNotFit() throws Exception {
        X509Bundle bundle = certificate();
        Path keys = directory.resolve("keys.p12");
        try (OutputStream out = Files.newOutputStream(keys)) {
            bundle.toKeyStore("changeit".toCharArray()).store(out, "changeit".toCharArray());
        }
        String tls = "security.protocol=SSL";
        String sasl = "security.protocol=SASL_SSL";
        assertKafka(
                "ssl.truststore.location: there is no file /no/such.p12", tls, "ssl.truststore.location=/no/such.p12");
        assertKafka(
                "ssl.truststore.password does not open " + keys,
                tls,
                "ssl.truststore.location=" + keys,
                "ssl.truststore.password=wrong");
        assertKafka(
                "ssl.truststore.location: " + file("none.p12", "none") + " is no key store of type",
                tls,
                "ssl.truststore.location=" + directory.resolve("none.p12"),
                "ssl.truststore.password=changeit");
        assertKafka(
                "ssl.keystore.password is missing; ssl.keystore.location needs it",
                tls,
                "ssl.keystore.location=" + keys);
        assertKafka(
                "security.protocol must be SSL or SASL_SSL where ssl.keystore.location is given, is PLAINTEXT",
                "ssl.keystore.location=" + keys);
        assertKafka("security.protocol must be one of [", "security.protocol=TLS");
        assertKafka("sasl.jaas.config is missing; security.protocol SASL_SSL needs", sasl, "sasl.mechanism=PLAIN");
        assertKafka(
                "security.protocol must be SASL_SSL (or SASL_PLAINTEXT) where sasl.jaas.config is given, is SSL",
                tls,
                "sasl.jaas.config=x required;");
        String unclosed = run(Role.KVS, kafka(sasl, "sasl.mechanism=PLAIN", "sasl.jaas.config=no login module"))
                .said();
        assertThat(unclosed).startsWith("error: kvs: kafka.properties: no client can be made of them: ");
    }

    private void assertKafka(String message, String... properties) throws Exception {
        Ended ended = run(Role.KVS, kafka(properties));
        assertThat(ended.said()).startsWith("error: kvs: kafka.properties." + message);
        assertThat(ended.code()).isEqualTo(RoleProcess.WRONG);
    }

    private static String[] kafka(String... properties) {
        return Stream.concat(
                        Stream.of("kvs.port=0"), Stream.of(properties).map(property -> "kafka.properties." + property))
                .toArray(String[]::new);
    }

    private static X509Bundle certificate() throws Exception {
        return new CertificateBuilder()
                .subject("CN=test")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    @Test
    void brokersThatDoNotAnswerAreWorthAnotherTry() throws Exception {
        Ended ended = run(Role.KVS, "kvs.port=0", "kafka.bootstrap-servers=127.0.0.1:1", "kafka.connect-timeout=300ms");
        assertThat(ended.code()).isEqualTo(RoleProcess.FAILED);
        assertThat(ended.said())
                .startsWith("error: kvs: kafka.bootstrap-servers: nothing listens at 127.0.0.1:1 within 300 ms");
        Ended taskManager = run(Role.TASKMANAGER, "kafka.bootstrap-servers=127.0.0.1:1", "kafka.connect-timeout=300ms");
        assertThat(taskManager.code()).isEqualTo(RoleProcess.FAILED);
        assertThat(taskManager.said())
                .startsWith(
                        "error: taskmanager: kafka.bootstrap-servers: nothing listens at 127.0.0.1:1 within 300 ms");
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
