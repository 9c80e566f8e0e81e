package io.cloudburst.statefun;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A job in a process of its own that answers nothing. */
final class HoldingJob {

    private HoldingJob() {}

    /** @param args bootstrap servers, directory */
    public static void main(String[] args) throws InterruptedException {
        LocalJob.start(JobSettings.local(args[0], Path.of(args[1]), 1), new EchoProvider(true), Duration.ofSeconds(60));
        System.out.println("job runs");
        new CountDownLatch(1).await();
    }
}
