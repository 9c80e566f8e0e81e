package io.cloudburst.bench;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cloudburst.bench.Measure.Target;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.SharedState;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The read of a small object that is cached, in a function and in a client, beside a lookup of the same keys in a Caffeine cache and
 * nothing else. One thread.
 */
final class CachedGetBench {
    private static final long WARM_UP_MILLIS = 3_000;
    /** A power of two. */
    private static final int KEYS = 1 << 8;

    private static final int GETS_A_LAP = 1 << 12;

    private final Report report;
    private final Cloudburst cloudburst;
    private final long roundMillis;

    /**
     * @param cloudburst with a cache
     * @param seconds for each case
     */
    CachedGetBench(Report report, Cloudburst cloudburst, double seconds) {
        this.report = report;
        this.cloudburst = cloudburst;
        this.roundMillis = Math.max(1, (long) (1_000 * seconds / Rounds.DEFAULT_COUNT));
    }

    /** An object of the kind that is read. */
    public record Point(int x, int y) {}

    /** What is read, and by whom. */
    private enum Case {
        NUMBER {
            @Override
            Object get(SharedState state, int key) {
                return state.get(NUMBERS.get(key), Integer.class).orElseThrow();
            }
        },
        TEXT {
            @Override
            Object get(SharedState state, int key) {
                return state.get(TEXTS.get(key), String.class).orElseThrow();
            }
        },
        RECORD {
            @Override
            Object get(SharedState state, int key) {
                return state.get(RECORDS.get(key), Point.class).orElseThrow();
            }
        };

        private static final List<String> NUMBERS = keys("number");
        private static final List<String> TEXTS = keys("text");
        private static final List<String> RECORDS = keys("record");

        abstract Object get(SharedState state, int key);

        double nanos(SharedState state, long millis) {
            return CachedGetBench.nanos(key -> get(state, key), millis);
        }
    }

    List<Measure> run() throws Exception {
        report.say("a cached get beside Caffeine's");
        for (int i = 0; i < KEYS; i++) {
            cloudburst.put(Case.NUMBERS.get(i), i);
            cloudburst.put(Case.TEXTS.get(i), "text " + i);
            cloudburst.put(Case.RECORDS.get(i), new Point(i, -i));
        }
        var gets = cloudburst.register(
                "bench_cached_get", (FunctionContext context, String what, Long millis) -> Case.valueOf(what)
                        .nanos(context, millis));
        return List.of(
                measure("number, function", millis -> gets.call(Case.NUMBER.name(), millis)
                        .get()),
                measure("text, function", millis -> gets.call(Case.TEXT.name(), millis)
                        .get()),
                measure("record, function", millis -> gets.call(Case.RECORD.name(), millis)
                        .get()),
                measure("number, client", millis -> Case.NUMBER.nanos(cloudburst, millis)));
    }

    /** Gets for so long, and says how many nanoseconds one took. */
    private interface Gets {
        double nanos(long millis);
    }

    private Measure measure(String what, Gets gets) throws Exception {
        Cache<String, Integer> bare = Caffeine.newBuilder()
                .maximumWeight(64 << 20)
                .weigher((String key, Integer value) -> 300)
                .build();
        IntStream.range(0, KEYS).forEach(i -> bare.put(Case.NUMBERS.get(i), i));
        gets.nanos(WARM_UP_MILLIS);
        return Rounds.<Double>takeWarm(
                        () -> gets.nanos(roundMillis),
                        () -> nanos(key -> bare.getIfPresent(Case.NUMBERS.get(key)), roundMillis))
                .measure(KvsBench.NAME, "cached get, " + what, "ns", nanos -> nanos, Target.valueAtMost(1_000));
    }

    private static double nanos(IntFunction<Object> get, long millis) {
        long start = System.nanoTime();
        long end = start + millis * 1_000_000;
        long now = start;
        long count = 0;
        int seen = 0;
        while (now < end) {
            for (int i = 0; i < GETS_A_LAP; i++) {
                // The low bits of a product, so that no loop can foresee the next key.
                seen += get.apply((i * 0x9E3779B1 >>> 8) & (KEYS - 1)).hashCode();
            }
            count += GETS_A_LAP;
            now = System.nanoTime();
        }
        // Used, or nothing would have to be read.
        return seen == 1 ? Double.NaN : (now - start) / (double) count;
    }

    private static List<String> keys(String kind) {
        return IntStream.range(0, KEYS).mapToObj(i -> "bench/" + kind + "/" + i).toList();
    }
}
