package io.cloudburst.executor;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.cloudburst.executor.RunningWork.Last;
import io.cloudburst.executor.RunningWork.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How often a process has died while it ran a piece of work: counted when the next process begins, in a file beside those that say what
 * ran. What is past its deadline is forgotten. Does not change; safe for use by many threads.
 */
final class Deaths {
    /** The most that is remembered, the latest deadlines first. */
    private static final int MOST = 10_000;

    private static final String FILE = "deaths";
    private static final Logger LOG = LoggerFactory.getLogger(Deaths.class);

    static final Deaths NONE = new Deaths(Map.of());

    /** By hash. */
    private final Map<Long, Death> counted;

    private record Death(long deadline, int count) {
        private Death plus(Death other) {
            return new Death(Math.max(deadline, other.deadline), count + other.count);
        }
    }

    private Deaths(Map<Long, Death> counted) {
        this.counted = Map.copyOf(counted);
    }

    /**
     * What is known in this directory, after the deaths that nobody has counted yet.
     *
     * @param now in milliseconds since the epoch
     */
    static Deaths in(Path directory, long now) throws IOException {
        // Two executors of one process may begin at once.
        synchronized (Deaths.class) {
            Path file = directory.resolve(FILE);
            Map<Long, Death> counted = read(file);
            List<Last> left = RunningWork.takeLeft(directory);
            if (!left.isEmpty()) {
                LOG.warn("a process before this one died while it ran {}", describe(left));
                for (Last last : left) {
                    last.works().forEach(work -> count(counted, work));
                }
                write(file, newest(counted, now));
            }
            return new Deaths(newest(counted, now));
        }
    }

    private static String describe(List<Last> left) {
        return left.stream()
                .collect(Collectors.groupingBy(Last::function, TreeMap::new, Collectors.summingInt(last -> last.works()
                        .size())))
                .entrySet()
                .stream()
                .map(entry -> "%d of function '%s'".formatted(entry.getValue(), entry.getKey()))
                .collect(Collectors.joining(", "));
    }

    private static void count(Map<Long, Death> counted, Work work) {
        counted.merge(work.hash(), new Death(work.deadline(), 1), Death::plus);
    }

    private static Map<Long, Death> newest(Map<Long, Death> counted, long now) {
        return counted.entrySet().stream()
                .filter(entry -> entry.getValue().deadline() > now)
                .sorted(Comparator.comparingLong(entry -> -entry.getValue().deadline()))
                .limit(MOST)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Map<Long, Death> read(Path file) throws IOException {
        Map<Long, Death> read = new HashMap<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file, US_ASCII)) {
                String[] fields = line.split(" ");
                try {
                    read.put(
                            Long.parseUnsignedLong(fields[0], 16),
                            new Death(Long.parseLong(fields[1]), Integer.parseInt(fields[2])));
                } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                    LOG.warn("a line of {} is garbage and passed over: {}", file, line);
                }
            }
        }
        return read;
    }

    private static void write(Path file, Map<Long, Death> counted) throws IOException {
        Path whole = file.resolveSibling(FILE + ".new");
        Files.write(
                whole,
                counted.entrySet().stream()
                        .map(entry -> "%x %d %d"
                                .formatted(
                                        entry.getKey(),
                                        entry.getValue().deadline(),
                                        entry.getValue().count()))
                        .toList(),
                US_ASCII);
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** While it ran this. */
    int of(String work) {
        if (counted.isEmpty()) {
            return 0;
        }
        Death death = counted.get(RunningWork.hash(work));
        return death == null ? 0 : death.count();
    }
}
