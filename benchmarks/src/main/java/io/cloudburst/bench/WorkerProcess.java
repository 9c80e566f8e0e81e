package io.cloudburst.bench;

import io.cloudburst.remote.worker.Worker;
import io.cloudburst.remote.worker.WorkerSettings;
import io.cloudburst.sdk.RemoteOptions;
import io.cloudburst.server.RoleProcess;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** A worker as a process of its own, until it is killed. */
final class WorkerProcess {
    private WorkerProcess() {}

    /** @param args where the broker is, and a directory for code */
    public static void main(String[] args) throws InterruptedException {
        Worker.start(WorkerSettings.local(args[0], 0, Set.of(RemoteOptions.DEFAULT_POOL), Path.of(args[1])));
        System.out.println(RoleProcess.READY);
        new CountDownLatch(1).await();
    }
}
