package io.cloudburst.stack;

import io.cloudburst.gateway.Gateway;
import io.cloudburst.gateway.GatewaySettings;
import io.cloudburst.kvs.StoreNode;
import io.cloudburst.kvs.StoreNodeSettings;
import io.cloudburst.remote.worker.Worker;
import io.cloudburst.remote.worker.WorkerSettings;
import io.cloudburst.sdk.kafka.TopicPartitions;
import io.cloudburst.sdk.kafka.Topics;
import io.cloudburst.server.broker.EmbeddedBroker;
import io.cloudburst.statefun.JobSettings;
import io.cloudburst.statefun.LocalJob;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** The stack, or one part of it, as a process of its own, until it is told to end. Says {@value #READY} when others can use it. */
public final class StackProcess {
    public static final String READY = "ready";

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** The parts that can be processes of their own. */
    public enum Part {
        ALL {
            @Override
            AutoCloseable start(Path directory, String address) {
                return LocalStack.start(StackSettings.in(directory, Integer.parseInt(address)));
            }
        },
        BROKER {
            @Override
            AutoCloseable start(Path directory, String address) {
                EmbeddedBroker broker = EmbeddedBroker.start(directory, Integer.parseInt(address));
                Topics.ensure(broker.bootstrapServers(), TopicPartitions.DEFAULT, TIMEOUT);
                return broker;
            }
        },
        STORE {
            @Override
            AutoCloseable start(Path directory, String address) {
                return StoreNode.start(StoreNodeSettings.local(address, "store", directory));
            }
        },
        JOB {
            @Override
            AutoCloseable start(Path directory, String address) {
                return LocalJob.start(
                        JobSettings.local(address, directory, StackSettings.DEFAULT_EXECUTOR_THREADS), TIMEOUT);
            }
        },
        GATEWAY {
            @Override
            AutoCloseable start(Path directory, String address) {
                int at = address.indexOf('@');
                int port = Integer.parseInt(address.substring(0, at));
                return Gateway.start(GatewaySettings.local(address.substring(at + 1), port));
            }
        },
        WORKER {
            @Override
            AutoCloseable start(Path directory, String address) {
                int at = address.indexOf('@');
                Set<String> pools = Set.of(address.substring(0, at));
                return Worker.start(WorkerSettings.local(address.substring(at + 1), 0, pools, directory));
            }
        };

        /**
         * @param address the port to listen on, for the broker and for all; host:port of the broker, for the others; for the
         * gateway with the port to listen on and an @ before it, for a worker with its pool and an @
         */
        abstract AutoCloseable start(Path directory, String address);
    }

    private StackProcess() {}

    /** @param args the {@link Part}, its directory, and the address that it wants */
    public static void main(String[] args) throws InterruptedException {
        Telemetry telemetry = Telemetry.start("cloudburst-" + args[0].toLowerCase(Locale.ROOT));
        AutoCloseable part = Part.valueOf(args[0]).start(Path.of(args[1]), args[2]);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            close(part);
                            telemetry.close();
                        },
                        "stop"));
        System.out.println(READY);
        new CountDownLatch(1).await();
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            System.err.println("not closed cleanly: " + e);
        }
    }
}
