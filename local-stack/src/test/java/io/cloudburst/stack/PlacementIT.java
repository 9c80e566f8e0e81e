package io.cloudburst.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.RegisteredFunction;
import io.cloudburst.kvs.StoreNode;
import io.cloudburst.kvs.StoreNodeSettings;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.Ref;
import io.cloudburst.sdk.kafka.TopicPartitions;
import io.cloudburst.sdk.kafka.Topics;
import io.cloudburst.server.broker.EmbeddedBroker;
import io.cloudburst.statefun.ExecutorSettings;
import io.cloudburst.statefun.JobSettings;
import io.cloudburst.statefun.LocalJob;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job of eight executors, each with a cache for its share of the keys and no more. */
class PlacementIT {
    private static final int EXECUTORS = 8;
    private static final int KEYS = 512;
    private static final int ARRAY = 2_048;
    /** A quarter more than an eighth of the arrays, for keys do not fall evenly; the whole takes 8 MiB. */
    private static final long CACHE_BYTES = KEYS * ARRAY * 8L / EXECUTORS * 5 / 4 + (256 << 10);

    private record Reads(long hits, long misses) {
        double hitRate() {
            return (double) hits / (hits + misses);
        }

        Reads since(Reads before) {
            return new Reads(hits - before.hits, misses - before.misses);
        }
    }

    @Test
    void callsGoWhereTheirKeyIsCached(@TempDir Path directory) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("broker"), 0)) {
            String bootstrapServers = broker.bootstrapServers();
            Topics.ensure(bootstrapServers, TopicPartitions.DEFAULT, Duration.ofSeconds(30));
            try (StoreNode store =
                            StoreNode.start(StoreNodeSettings.local(bootstrapServers, "s", directory.resolve("s")));
                    LocalJob job = LocalJob.start(
                            ofEight(JobSettings.local(bootstrapServers, directory.resolve("job"), 1), directory),
                            Duration.ofSeconds(60));
                    Cloudburst cloudburst = Cloudburst.connect(bootstrapServers)) {
                IntStream.range(0, KEYS).forEach(i -> cloudburst.put(key(i), new double[ARRAY]));
                RegisteredFunction<Integer> byReference = cloudburst
                        .register("length", (FunctionContext context, double[] array) -> array.length)
                        .function();
                RegisteredFunction<Integer> byName = cloudburst
                        .register("length_of", (FunctionContext context, String key) -> context.get(key, double[].class)
                                .orElseThrow()
                                .length)
                        .function();

                double placed = hitRate(i -> List.of(Ref.to(key(i))), byReference);
                double anywhere = hitRate(i -> List.of(key(i)), byName);

                assertThat(placed).as("hit rate of calls by reference").isGreaterThan(0.9);
                assertThat(anywhere).as("hit rate of calls that fall anywhere").isLessThan(0.5);
                assertThat(job.failure()).isNotDone();
                assertThat(store).isNotNull();
            }
        }
    }

    private static String key(int i) {
        return "array/" + i;
    }

    private static JobSettings ofEight(JobSettings one, Path directory) {
        return one.withParallelism(EXECUTORS)
                .withExecutor(new ExecutorSettings(
                        2, 2, CACHE_BYTES, directory.resolve("work").toString()));
    }

    /** Of reads in random order, when the caches have settled. */
    private static double hitRate(IntFunction<List<?>> arguments, RegisteredFunction<Integer> function)
            throws Exception {
        Random random = new Random(1);
        callInRandomOrder(arguments, function, random, 8);
        Reads before = reads();
        callInRandomOrder(arguments, function, random, 4);
        return reads().since(before).hitRate();
    }

    private static void callInRandomOrder(
            IntFunction<List<?>> arguments, RegisteredFunction<Integer> function, Random random, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(function.callAll(random.ints(KEYS, 0, KEYS)
                                    .mapToObj(arguments)
                                    .toList())
                            .join())
                    .containsOnly(ARRAY);
        }
    }

    private static Reads reads() throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        long hits = 0;
        long misses = 0;
        for (ObjectName name : server.queryNames(new ObjectName("io.cloudburst:type=StoreCache,*"), null)) {
            hits += (long) server.getAttribute(name, "Hits");
            misses += (long) server.getAttribute(name, "Misses");
        }
        return new Reads(hits, misses);
    }
}
