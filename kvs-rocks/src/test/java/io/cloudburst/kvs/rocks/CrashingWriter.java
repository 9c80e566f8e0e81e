package io.cloudburst.kvs.rocks;

import static io.cloudburst.kvs.rocks.TestRecords.increment;
import static io.cloudburst.kvs.rocks.TestRecords.operation;
import static io.cloudburst.kvs.rocks.TestRecords.text;
import static io.cloudburst.kvs.rocks.TestRecords.update;
import static io.cloudburst.kvs.rocks.TestRecords.utf8;

import io.cloudburst.lattices.Dot;
import io.cloudburst.lattices.OrSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A process that applies a log without end, to be killed. Every fifth record adds itself to a set, the one after it adds 1 to a
 * counter by an operation that comes again in the next three of them, and the others {@code i} write {@code i} under key
 * {@code i % KEYS}.
 */
final class CrashingWriter {
    static final int KEYS = 997;
    static final String SET = "set";
    static final String COUNTER = "counter";
    static final int REPETITIONS = 4;

    private static final int OF_SET = 5;

    private CrashingWriter() {}

    /** @param arguments the partition's directory, one for the native library, and a seed */
    public static void main(String[] arguments) {
        SplittableRandom random = new SplittableRandom(Long.parseLong(arguments[2]));
        NativeLibrary.loadFrom(Path.of(arguments[1]));
        StoreMemory memory = new StoreMemory(StoreMemory.MIN_BYTES);
        PartitionStore store = PartitionStore.open(
                0, Path.of(arguments[0]), memory, letter -> System.out.println("refused " + letter), random.split());
        while (true) {
            store.apply(records(store.applied() + 1, 1 + random.nextInt(200)));
            if (random.nextInt(50) == 0) {
                store.flush(random.nextBoolean());
            }
            if (random.nextInt(20) == 0) {
                store.tidy(10);
            }
            System.out.println(store.applied());
        }
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(long from, int count) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (long i = from; i < from + count; i++) {
            if (isOfSet(i)) {
                records.add(update(i, SET, OrSet.add(new Dot(1, 1 + i / OF_SET), element(i))));
            } else if (isOfCounter(i)) {
                records.add(increment(i, COUNTER, 1, operation(1 + i / OF_SET / REPETITIONS)));
            } else {
                records.add(update(i, key(i), text(i, Long.toString(i))));
            }
        }
        return records;
    }

    static boolean isOfSet(long record) {
        return record % OF_SET == 0;
    }

    static boolean isOfCounter(long record) {
        return record % OF_SET == 1;
    }

    /** What is counted up to and with a record. */
    static long counted(long record) {
        long increments = (record + OF_SET - 1) / OF_SET;
        return (increments + REPETITIONS - 1) / REPETITIONS;
    }

    static byte[] element(long record) {
        return utf8("an element of the set, added by record " + record);
    }

    static String key(long record) {
        return "key " + record % KEYS;
    }
}
