package io.cloudburst.server.broker;

import io.cloudburst.protocol.Topic;
import io.cloudburst.server.settings.Address;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.StringJoiner;

/** What a broker of one node that shares its machine is told. */
final class BrokerProperties {
    private static final String LOOPBACK = "127.0.0.1";

    private BrokerProperties() {}

    /** @param addresses each with a port */
    static Properties of(Path logs, String bindHost, List<Address> addresses, int controllerPort) {
        Properties settings = new Properties();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        // Given anew at each start, so the controller's port may be another one each time.
        settings.put("controller.quorum.voters", "1@" + LOOPBACK + ":" + controllerPort);
        StringJoiner listeners = new StringJoiner(",");
        StringJoiner advertised = new StringJoiner(",");
        StringJoiner protocols = new StringJoiner(",");
        for (int i = 0; i < addresses.size(); i++) {
            // The first listener's name is the one that every example of Kafka has, and other brokers' settings expect.
            String name = i == 0 ? "PLAINTEXT" : "CLIENTS" + i;
            listeners.add(name + "://" + bindHost + ":" + addresses.get(i).port());
            advertised.add(name + "://" + addresses.get(i));
            protocols.add(name + ":PLAINTEXT");
        }
        settings.put(
                "listeners",
                listeners.add("CONTROLLER://" + LOOPBACK + ":" + controllerPort).toString());
        settings.put("advertised.listeners", advertised.toString());
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put(
                "listener.security.protocol.map",
                protocols.add("CONTROLLER:PLAINTEXT").toString());
        settings.put("auto.create.topics.enable", "false");
        settings.put("log.dirs", logs.toString());

        // One node: one replica of everything, and nobody to wait for.
        settings.put("default.replication.factor", "1");
        for (String internal :
                new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            settings.put(internal + ".replication.factor", "1");
            settings.put(internal + ".num.partitions", "1");
        }
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("group.initial.rebalance.delay.ms", "0");
        // After a kill the broker waits until its former self has timed out: the default is 9 s. Much shorter, and a
        // pause of a busy
        // machine would count as a death.
        settings.put("broker.session.timeout.ms", "2000");
        settings.put("broker.heartbeat.interval.ms", "200");

        // Small: it shares a machine with the rest of the system.
        settings.put("num.network.threads", "1");
        settings.put("num.io.threads", "2");
        settings.put("background.threads", "2");
        settings.put("num.recovery.threads.per.data.dir", "1");
        settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(2 * 1024 * 1024));
        settings.put("log.segment.bytes", Integer.toString(128 * 1024 * 1024));
        settings.put("log.index.size.max.bytes", Integer.toString(1024 * 1024));
        settings.put("message.max.bytes", Integer.toString(Topic.MAX_RECORD_BYTES));
        settings.put("replica.fetch.max.bytes", Integer.toString(Topic.MAX_RECORD_BYTES));
        // A producer sends one batch a partition, at most, in a request; waiting requests are held in memory.
        settings.put("socket.request.max.bytes", Integer.toString(8 * Topic.MAX_RECORD_BYTES));
        settings.put("queued.max.request.bytes", Integer.toString(32 * Topic.MAX_RECORD_BYTES));
        return settings;
    }
}
