package io.cloudburst.bench;

import io.cloudburst.bench.Measure.Target;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.ConnectionSettings;
import io.cloudburst.client.RegisteredFunction;
import io.cloudburst.sdk.Function1;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.Ref;
import io.cloudburst.stack.Directories;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * A function that adds up ten arrays which it is given by reference: hot, always the same ones; and cold, ten that no executor has read
 * yet. Beside it the same function over ten arrays that it has at hand, called without references; and, for the bytes alone, a copy of
 * them in this process. One call at a time, each part a process of its own.
 */
public final class LocalityBench {
    private static final String NAME = "locality";
    private static final int ARRAYS = 10;
    private static final int ROUNDS = 3;
    private static final int WARM_UP_IN_FLIGHT = 64;
    /** Each call takes new arrays; so many at most are written for them. */
    private static final long COLD_BYTES = 256 << 20;

    private static final int MOST_COLD_CALLS = 60;

    private final Report report;
    private final double seconds;

    /** @param seconds for each case, of the system and of its limit */
    public LocalityBench(Report report, double seconds) {
        this.report = report;
        this.seconds = seconds;
    }

    /** @param doubles in each array */
    private record Size(String name, int doubles, Target hot) {
        long bytes() {
            return 8L * doubles * ARRAYS;
        }

        String key(String kind, int array) {
            return NAME + "/" + name.replace(" ", "") + "/" + kind + "/" + array;
        }

        Object[] references(String kind, int call) {
            return IntStream.range(call * ARRAYS, (call + 1) * ARRAYS)
                    .mapToObj(i -> Ref.to(key(kind, i)))
                    .toArray();
        }

        double[] array() {
            double[] array = new double[doubles];
            Arrays.fill(array, 1);
            return array;
        }

        int coldCalls() {
            return (int) Math.max(3, Math.min(MOST_COLD_CALLS, COLD_BYTES / bytes()));
        }
    }

    private static final List<Size> SIZES = List.of(
            new Size("8 KB", 1_000, Target.atMost(1.3)),
            new Size("80 KB", 10_000, Target.atMost(1.3)),
            new Size("800 KB", 100_000, Target.NONE),
            new Size("8 MB", 1_000_000, Target.NONE));

    /** The same sum, over arrays that the function keeps. */
    private static final class SumOfKept implements Function1<Integer, Double> {
        private static final long serialVersionUID = 1;
        private static final Map<Integer, double[][]> KEPT = new ConcurrentHashMap<>();

        @Override
        public Double call(FunctionContext context, Integer doubles) {
            return sum(KEPT.computeIfAbsent(doubles, size -> new double[ARRAYS][size]));
        }
    }

    /** Its ten arguments are ten references. */
    public static final class SumOfTen {
        public double call(
                double[] a,
                double[] b,
                double[] c,
                double[] d,
                double[] e,
                double[] f,
                double[] g,
                double[] h,
                double[] i,
                double[] j) {
            return sum(a, b, c, d, e, f, g, h, i, j);
        }
    }

    private static double sum(double[]... arrays) {
        double sum = 0;
        for (double[] array : arrays) {
            for (double value : array) {
                sum += value;
            }
        }
        return sum;
    }

    public List<Measure> run() throws Exception {
        Path directory = Files.createTempDirectory("cloudburst-bench-");
        try (ChildProcesses processes = new ChildProcesses(directory)) {
            report.say("starting broker, store and job, a process each");
            String bootstrapServers = processes.startBroker(directory);
            processes.startStore(directory, bootstrapServers);
            processes.startJob(directory, bootstrapServers);
            try (Cloudburst cloudburst = Cloudburst.connect(
                    ConnectionSettings.of(bootstrapServers).withCallTimeout(Duration.ofSeconds(60)))) {
                List<Measure> measures = new ArrayList<>();
                for (Size size : SIZES) {
                    measures.addAll(measure(cloudburst, size));
                }
                report.print(measures);
                return measures;
            }
        } finally {
            Directories.delete(directory);
        }
    }

    private List<Measure> measure(Cloudburst cloudburst, Size size) throws Exception {
        report.say("ten arrays of " + size.name());
        cloudburst.register("bench_sum", SumOfTen.class);
        RegisteredFunction<Double> byReference = cloudburst.function("bench_sum", Double.class);
        RegisteredFunction<Double> kept =
                cloudburst.register("bench_sum_kept", new SumOfKept()).function();
        double[] array = size.array();
        int calls = size.coldCalls();
        IntStream.range(0, ARRAYS).forEach(i -> cloudburst.put(size.key("hot", i), array));
        IntStream.range(0, ARRAYS * calls * ROUNDS).forEach(i -> cloudburst.put(size.key("cold", i), array));
        double expected = (double) size.doubles() * ARRAYS;
        Object[] hotReferences = size.references("hot", 0);
        Load.Target hot = i -> byReference.call(hotReferences).thenApply(sum -> sum == expected);
        Load.Target limit = i -> kept.call(size.doubles()).thenApply(sum -> sum == 0);
        double each = seconds / ROUNDS;
        if (size == SIZES.get(0)) {
            report.say("warming up: %.0f s each".formatted(seconds));
            Load.perSecond(limit, WARM_UP_IN_FLIGHT, seconds);
            Load.perSecond(hot, WARM_UP_IN_FLIGHT, seconds);
        }
        Load.sequential(limit, each);
        Load.sequential(hot, each);
        Rounds<Histogram> hotRounds =
                Rounds.take(ROUNDS, () -> Load.sequential(hot, each), () -> Load.sequential(limit, each));
        AtomicInteger round = new AtomicInteger();
        Rounds<Histogram> coldRounds = Rounds.take(
                ROUNDS,
                () -> {
                    int first = round.getAndIncrement() * calls;
                    return Load.times(
                            i -> byReference
                                    .call(size.references("cold", first + (int) i))
                                    .thenApply(sum -> sum == expected),
                            calls);
                },
                () -> Load.sequential(limit, each));
        Rounds<Histogram> copyRounds =
                Rounds.take(ROUNDS, () -> Load.sequential(hot, each), () -> Load.sequential(i -> copied(array), each));
        return List.of(
                millis(hotRounds, size, "hot", size.hot()),
                millis(coldRounds, size, "cold", Target.NONE),
                millis(copyRounds, size, "hot, beside a copy of the bytes", Target.NONE));
    }

    private static CompletableFuture<Boolean> copied(double[] array) {
        boolean right = true;
        for (int i = 0; i < ARRAYS; i++) {
            right &= array.clone().length == array.length;
        }
        return CompletableFuture.completedFuture(right);
    }

    private static Measure millis(Rounds<Histogram> rounds, Size size, String what, Target target) {
        return rounds.measure(
                NAME, ARRAYS + " x " + size.name() + ", " + what, "ms", nanos -> Load.millis(nanos, 50), target);
    }
}
