package io.cloudburst.server;

import io.cloudburst.sdk.kafka.Topics;
import io.cloudburst.sdk.kafka.TopicsException;
import io.cloudburst.server.settings.Settings;
import io.cloudburst.server.settings.SettingsException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is looked at before a role starts, so that what is wrong is said in one line that names its setting. */
final class Preflight {
    private Preflight() {}

    /** @throws SettingsException if a port that a process is to have is somebody else's; 0 is never */
    static void portIsFree(String setting, String host, int port) {
        if (port == 0) {
            return;
        }
        InetSocketAddress address = new InetSocketAddress(host, port);
        String section = setting.substring(0, setting.indexOf('.'));
        if (address.isUnresolved()) {
            throw new SettingsException(
                    section + ".host: '" + host + "' is unknown here; give a name or an address of this machine");
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address);
        } catch (IOException e) {
            throw new SettingsException(
                    "%s: cannot listen on %s:%d (%s); stop what uses the port, or choose another"
                            .formatted(setting, host, port, e.getMessage()),
                    e);
        }
    }

    /** @throws SettingsException if there is no such file, or it cannot be read */
    static void isReadable(String setting, Path file) {
        if (!Files.isRegularFile(file)) {
            throw new SettingsException(setting + ": there is no file " + file);
        }
        if (!Files.isReadable(file)) {
            throw new SettingsException(setting + ": " + file + " cannot be read; change its owner or mode");
        }
    }

    /** The key stores and certificates of Kafka's clients. */
    static void kafkaFilesAreThere(Settings settings) {
        settings.kafka().properties().forEach((name, value) -> {
            if (name.startsWith("ssl.") && name.endsWith(".location")) {
                isReadable("kafka.properties." + name, Path.of(value));
            }
        });
    }

    /**
     * Waits for the brokers, and makes the topics that are missing.
     *
     * @throws StartException if no broker answers in time, or what it has is of no use
     */
    static void topicsAreThere(Settings settings) {
        try {
            Topics.ensure(
                    settings.kafka().clients(),
                    settings.topics().partitions(),
                    settings.kafka().connectTimeout());
        } catch (TopicsException e) {
            throw new StartException("kafka.bootstrap-servers: " + e.getMessage(), e);
        }
    }
}
