package io.cloudburst.server;

import io.cloudburst.kvs.BackupSettings;
import io.cloudburst.kvs.StoreNode;
import io.cloudburst.kvs.StoreNodeException;
import io.cloudburst.kvs.StoreNodeSettings;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.registry.StorePartitions;
import io.cloudburst.server.settings.Settings;
import io.cloudburst.server.settings.SettingsException;
import java.util.concurrent.CompletionStage;

/** A node of the store. */
final class KvsRole implements RunningRole {
    private final StoreNode node;

    private KvsRole(StoreNode node) {
        this.node = node;
    }

    static KvsRole start(Settings settings, RoleDirectory directory) {
        Settings.Kvs kvs = settings.kvs();
        Preflight.portIsFree("kvs.port", kvs.host(), kvs.port());
        SecurityFiles.check(kvs.tls(), "kvs.tls");
        SecurityFiles.checkToken(kvs.token(), "kvs.token");
        KafkaSecurity.check(settings);
        Preflight.topicsAreThere(settings);
        try {
            StorePartitions.note(
                    settings.kafka().clients(),
                    "cloudburst-kvs-" + kvs.name(),
                    settings.kafka().connectTimeout());
            return new KvsRole(StoreNode.start(new StoreNodeSettings(
                    settings.kafka().bootstrapServers(),
                    kvs.name(),
                    kvs.replicaSet(),
                    directory.data(),
                    kvs.host(),
                    kvs.port(),
                    JvmOptions.nativeBytes(kvs.memory()),
                    kvs.backupDirectory()
                            .map(backups -> new BackupSettings(backups, kvs.backupInterval(), kvs.backupsKept())),
                    StoreNodeSettings.DEFAULT_PURGE_AFTER,
                    settings.kafka().properties(),
                    kvs.security(),
                    kvs.announcedAddress())));
        } catch (CloudburstException e) {
            throw new StartException("kafka.bootstrap-servers: " + e.getMessage(), e);
        } catch (StoreNodeException | IllegalArgumentException e) {
            throw new SettingsException("kvs: " + e.getMessage(), e);
        }
    }

    @Override
    public String place() {
        return "listens on " + node.address();
    }

    @Override
    public CompletionStage<?> ended() {
        return node.stopped();
    }

    @Override
    public void close() {
        node.close();
    }
}
