package io.cloudburst.stack.process;

import io.cloudburst.remote.worker.Worker;
import io.cloudburst.remote.worker.WorkerSettings;
import io.cloudburst.sdk.RemoteOptions;
import io.cloudburst.server.RoleProcess;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** A worker of the usual pool as a process of its own, until it is killed. */
public final class WorkerProcess {
    private WorkerProcess() {}

    /** @param args where the broker is, a directory for code, and the port to listen on; 0 for a free one */
    public static void main(String[] args) throws InterruptedException {
        Worker.start(WorkerSettings.local(
                args[0], Integer.parseInt(args[2]), Set.of(RemoteOptions.DEFAULT_POOL), Path.of(args[1])));
        System.out.println(RoleProcess.READY);
        new CountDownLatch(1).await();
    }
}
