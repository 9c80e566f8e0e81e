package io.cloudburst.bench;

import io.cloudburst.bench.Growth.Bound;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BiConsumer;

/** What the processes and directories of a soak hold at one moment, figure by figure, always in the same order. */
final class SoakLook {
    private static final Bound HEAP = new Bound(1.1, 1.5, 10);
    /** A gateway keeps the latest runs, which are as many as it keeps after some minutes. */
    private static final Bound FILLING_HEAP = new Bound(1.1, 2, 10);

    private static final Bound THREADS = new Bound(1.05, 1.25, 10);
    private static final Bound NATIVE = new Bound(1.1, 1.25, 10);
    private static final Bound RESIDENT = new Bound(1.05, 1.25, 24);
    private static final Bound OPEN_FILES = new Bound(1.1, 1.25, 20);
    private static final Bound CLASSES = new Bound(1.02, 1.1, 200);
    /** A loader lives until a collection finds it. */
    private static final Bound LOADERS = new Bound(1, 1, 4);

    private static final Bound NATIVE_OBJECTS = new Bound(1.1, 1.25, 10);
    /** Up to four of each column family of a partition wait to be compacted. */
    private static final Bound TABLES = new Bound(1.25, 2, 64);

    private static final Bound CHECKPOINTS = new Bound(1.25, 2, 4);
    /** Whole segments are deleted, and files compacted. */
    private static final Bound FILES = new Bound(1.25, 2, 48);

    /** Of a process or directory. */
    private record Figure(String process, String what, double value, Bound bound) {}

    private final List<Figure> figures = new ArrayList<>();

    private SoakLook() {}

    /**
     * Asks all of them.
     *
     * @param objects the class, or the beginning of its name, whose objects are counted, by the names of processes
     */
    static SoakLook at(List<Vitals> processes, Map<String, String> objects, Path directory) throws IOException {
        SoakLook look = new SoakLook();
        long tables = tablesBelow(directory.resolve("kvs"));
        for (Vitals process : processes) {
            look.add(process, objects, process.name().equals("store") ? tables : 0);
        }
        look.figures.add(new Figure("store", "tables", tables, TABLES));
        look.figures.add(new Figure("broker", "directory, MB", megabytesBelow(directory.resolve("broker")), FILES));
        look.figures.add(new Figure("store", "directory, MB", megabytesBelow(directory.resolve("kvs")), FILES));
        look.figures.add(
                new Figure("job", "checkpoints, MB", megabytesBelow(directory.resolve("checkpoints")), CHECKPOINTS));
        return look;
    }

    /** @param tables how many of its open files are RocksDB's tables */
    private void add(Vitals process, Map<String, String> objects, long tables) throws IOException {
        String name = process.name();
        figures.add(new Figure(
                name, "live heap, MB", process.liveBytes() / 1e6, name.equals("gateway") ? FILLING_HEAP : HEAP));
        figures.add(new Figure(name, "threads", process.threads(), THREADS));
        // Of one that does not count this the heap grows into what it is given, and would be taken for a leak.
        if (process.nativeBytes().isPresent()) {
            addMegabytes(name, "native memory, MB", process.nativeBytes(), NATIVE);
            addMegabytes(name, "resident, MB", process.residentBytes(), RESIDENT);
        }
        figures.add(new Figure(
                name, tables == 0 ? "open files" : "open files, but tables", process.openFiles() - tables, OPEN_FILES));
        figures.add(new Figure(name, "loaded classes", process.loadedClasses(), CLASSES));
        String type = objects.get(name);
        if (type != null) {
            boolean loader = type.endsWith("Loader");
            figures.add(new Figure(
                    name,
                    loader ? "class loaders of functions" : "objects of RocksDB",
                    process.instances(type),
                    loader ? LOADERS : NATIVE_OBJECTS));
        }
    }

    private void addMegabytes(String process, String what, OptionalLong bytes, Bound bound) {
        bytes.ifPresent(value -> figures.add(new Figure(process, what, value / 1e6, bound)));
    }

    private static double megabytesBelow(Path directory) throws IOException {
        long[] bytes = {0};
        visit(directory, (file, attributes) -> bytes[0] += attributes.size());
        return bytes[0] / 1e6;
    }

    private static long tablesBelow(Path directory) throws IOException {
        long[] tables = {0};
        visit(directory, (file, attributes) -> tables[0] += file.toString().endsWith(".sst") ? 1 : 0);
        return tables[0];
    }

    private static void visit(Path directory, BiConsumer<Path, BasicFileAttributes> visitor) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                visitor.accept(file, attributes);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                // Checkpoints and segments come and go meanwhile.
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** What has become of each figure. */
    static List<Growth> growths(SoakLook start, SoakLook middle, SoakLook end) {
        List<Growth> growths = new ArrayList<>();
        for (int i = 0; i < end.figures.size(); i++) {
            Figure last = end.figures.get(i);
            growths.add(new Growth(
                    last.process(),
                    last.what(),
                    start.figures.get(i).value(),
                    middle.figures.get(i).value(),
                    last.value(),
                    last.bound()));
        }
        return growths;
    }
}
