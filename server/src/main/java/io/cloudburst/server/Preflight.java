package io.cloudburst.server;

import io.cloudburst.sdk.kafka.Topics;
import io.cloudburst.sdk.kafka.TopicsException;
import io.cloudburst.server.settings.Address;
import io.cloudburst.server.settings.Settings;
import io.cloudburst.server.settings.SettingsException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.AuthenticationException;

/** What is looked at before a role starts, so that what is wrong is said in one line that names its setting. */
final class Preflight {
    private static final int CONNECT_MILLIS = 1_000;
    private static final int LOOK_AGAIN_MILLIS = 100;

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

    /**
     * Waits for the brokers, and makes the topics that are missing.
     *
     * @throws StartException if no broker answers in time, or what it has is of no use
     */
    static void topicsAreThere(Settings settings) {
        aBrokerListens(settings);
        try {
            Topics.ensure(
                    settings.kafka().clients(),
                    settings.topics().partitions(),
                    settings.kafka().connectTimeout());
        } catch (TopicsException e) {
            if (e.getCause() instanceof AuthenticationException) {
                // A secret that is wrong does not become right by itself.
                throw new SettingsException("kafka.properties: " + e.getMessage(), e);
            }
            throw new StartException(
                    "kafka.bootstrap-servers: " + e.getMessage()
                            + (isTimeout(e.getCause())
                                    ? " It is spoken to with kafka.properties.security.protocol "
                                            + KafkaSecurity.protocol(settings) + "."
                                    : ""),
                    e);
        }
    }

    private static boolean isTimeout(Throwable cause) {
        return cause instanceof TimeoutException || cause instanceof org.apache.kafka.common.errors.TimeoutException;
    }

    /**
     * Waits until anything listens where the brokers are, which Kafka's clients would go on trying and not say why. Takes no time where
     * it does, for a task manager that comes back after a kill.
     *
     * @throws StartException if nothing does in time
     */
    static void aBrokerListens(Settings settings) {
        long until = System.nanoTime() + settings.kafka().connectTimeout().toNanos();
        while (true) {
            String why = "";
            for (Address broker : settings.kafka().addresses()) {
                try (Socket socket = new Socket()) {
                    socket.connect(new InetSocketAddress(broker.host(), broker.port()), CONNECT_MILLIS);
                    return;
                } catch (IOException e) {
                    why = e.toString();
                }
            }
            if (System.nanoTime() >= until) {
                throw new StartException(
                        "kafka.bootstrap-servers: nothing listens at %s within %d ms (%s). Is it running, and can it be reached from here?"
                                .formatted(
                                        settings.kafka().bootstrapServers(),
                                        settings.kafka().connectTimeout().toMillis(),
                                        why),
                        null);
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_AGAIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("interrupted while waiting for the brokers", e);
        }
    }
}
