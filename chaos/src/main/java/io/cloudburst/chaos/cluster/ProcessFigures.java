package io.cloudburst.chaos.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a process holds on to, as the system has it in {@code /proc}.
 *
 * @param handles open files, sockets too
 * @param processor how long it has computed since its start
 */
public record ProcessFigures(String server, long pid, int threads, int handles, Duration processor) {
    private static final String THREADS = "Threads:";

    /** Empty where the system has no such files, or the process has ended. */
    static Optional<ProcessFigures> of(String server, ProcessHandle process) {
        Path directory = Path.of("/proc", Long.toString(process.pid()));
        Optional<Duration> processor = process.info().totalCpuDuration();
        if (processor.isEmpty()) {
            return Optional.empty();
        }
        try (Stream<String> status = Files.lines(directory.resolve("status"));
                Stream<Path> handles = Files.list(directory.resolve("fd"))) {
            int threads = status.filter(line -> line.startsWith(THREADS))
                    .mapToInt(line ->
                            Integer.parseInt(line.substring(THREADS.length()).strip()))
                    .sum();
            return Optional.of(
                    new ProcessFigures(server, process.pid(), threads, (int) handles.count(), processor.get()));
        } catch (IOException e) {
            // There is no such directory, or not any more.
            return Optional.empty();
        }
    }
}
