package io.cloudburst.server;

import io.cloudburst.remote.worker.Worker;
import io.cloudburst.remote.worker.WorkerSettings;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.signing.TrustedKeys;
import io.cloudburst.server.settings.Settings;
import io.cloudburst.server.settings.SettingsException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A worker. */
final class WorkerRole implements RunningRole {
    private final Worker worker;
    private final String pools;

    private WorkerRole(Worker worker, String pools) {
        this.worker = worker;
        this.pools = pools;
    }

    static WorkerRole start(Settings settings, RoleDirectory directory) {
        Settings.Worker told = settings.worker();
        Preflight.portIsFree("worker.port", told.host(), told.port());
        SecurityFiles.check(told.tls(), "worker.tls");
        SecurityFiles.checkToken(told.token(), "worker.token");
        SecurityFiles.check(settings.store());
        KafkaSecurity.check(settings);
        TrustedKeys trusted = settings.trustedKeys();
        Preflight.topicsAreThere(settings);
        try {
            Worker worker = Worker.start(new WorkerSettings(
                    settings.kafka().clients(),
                    Optional.of(told.name()),
                    told.host(),
                    told.port(),
                    Optional.of(told.publicHost()),
                    told.poolNames(),
                    told.threads(),
                    told.waitingCalls(),
                    told.threads(),
                    told.cache().bytes(),
                    directory.data(),
                    told.security(),
                    settings.store().security(),
                    trusted));
            return new WorkerRole(worker, told.pools());
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new SettingsException("worker: " + e.getMessage(), e);
        } catch (CloudburstException e) {
            throw new StartException(e.getMessage(), e);
        }
    }

    @Override
    public String place() {
        return worker.name() + " runs functions of pool " + pools + " at " + worker.url();
    }

    @Override
    public CompletionStage<?> ended() {
        return new CompletableFuture<>();
    }

    /** Is announced no more, and finishes what it runs. */
    @Override
    public void close() {
        worker.close();
    }
}
