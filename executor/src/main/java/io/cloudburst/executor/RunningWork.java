package io.cloudburst.executor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/**
 * What users' code runs at this moment, in a file that is mapped into memory: when the process dies, however it does, the file still says
 * what ran. The file is locked while its process lives, and deleted when it is closed; one that is there without a lock is of a process
 * that has died. Safe for use by many threads.
 *
 * <p>A place in the file has the number of works, the name of the function, and of each work its hash and its deadline. The number is
 * written last and cleared first.
 */
final class RunningWork implements AutoCloseable {
    private static final String SUFFIX = ".running";
    private static final int PLACE_BYTES = 2_048;
    private static final int NAME_AT = 8;
    private static final int LONGEST_NAME = 120;
    private static final int WORKS_AT = 128;
    private static final int WORK_BYTES = 16;
    /** Of a larger batch the others are not known to have run. */
    private static final int MOST_WORKS = (PLACE_BYTES - WORKS_AT) / WORK_BYTES;

    private static final VarHandle COUNT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    /** Of this process: to open one and to close it again would give up the lock on it. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;
    private final ConcurrentLinkedQueue<Place> free = new ConcurrentLinkedQueue<>();

    /**
     * Something that is run.
     *
     * @param hash of what all attempts of it have in common
     * @param deadline after which it is not run again, in milliseconds since the epoch
     */
    record Work(long hash, long deadline) {
        static Work of(String work, long deadline) {
            return new Work(RunningWork.hash(work), deadline);
        }
    }

    /** What a process ran when it died, on one thread. */
    record Last(String function, List<Work> works) {}

    private RunningWork(Path file, FileChannel channel, ByteBuffer memory, int places) {
        this.file = file;
        this.channel = channel;
        for (int i = 0; i < places; i++) {
            free.add(new Place(memory.slice(i * PLACE_BYTES, PLACE_BYTES).order(ByteOrder.nativeOrder())));
        }
    }

    /**
     * Makes the file.
     *
     * @param places how much runs at once; what is more than that is not written down
     */
    static RunningWork in(Path directory, int places) throws IOException {
        Path file = directory.resolve(UUID.randomUUID() + SUFFIX);
        OWN.add(file);
        FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        // Held until the channel is closed, or the process is gone.
        if (channel.tryLock() == null) {
            throw new IOException("another process has taken " + file);
        }
        return new RunningWork(
                file, channel, channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) places * PLACE_BYTES), places);
    }

    /** A 64-bit FNV-1a hash. */
    static long hash(String work) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < work.length(); i++) {
            hash = (hash ^ work.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    /** Where one thread says what it runs; one thread at a time. */
    final class Place {
        private final ByteBuffer memory;

        private Place(ByteBuffer memory) {
            this.memory = memory;
        }

        private void begin(String function, List<Work> works) {
            calls(function);
            int count = Math.min(works.size(), MOST_WORKS);
            for (int i = 0; i < count; i++) {
                memory.putLong(WORKS_AT + i * WORK_BYTES, works.get(i).hash());
                memory.putLong(WORKS_AT + i * WORK_BYTES + 8, works.get(i).deadline());
            }
            COUNT.setRelease(memory, 0, count);
        }

        /** From now on it runs this one. */
        void calls(String function) {
            byte[] name = function.getBytes(StandardCharsets.UTF_8);
            int length = Math.min(name.length, LONGEST_NAME);
            memory.put(NAME_AT, name, 0, length);
            memory.putInt(4, length);
        }

        void end() {
            COUNT.setRelease(memory, 0, 0);
            free.add(this);
        }
    }

    /** Says that the current thread runs this now; empty if there is no room to say so. */
    Optional<Place> begin(String function, List<Work> works) {
        Place place = free.poll();
        if (place == null) {
            return Optional.empty();
        }
        place.begin(function, works);
        return Optional.of(place);
    }

    /** What processes that have died ran last, by the files that they have left in a directory; those are deleted. */
    static List<Last> takeLeft(Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.filter(file -> file.toString().endsWith(SUFFIX) && !OWN.contains(file))
                    .toList();
        }
        List<Last> left = new ArrayList<>();
        for (Path file : files) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                    FileLock lock = channel.tryLock()) {
                if (lock != null) {
                    read(channel, left);
                    Files.delete(file);
                }
            }
        }
        return left;
    }

    private static void read(FileChannel channel, List<Last> left) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size())).order(ByteOrder.nativeOrder());
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
            // One read may give less.
        }
        for (int at = 0; at + PLACE_BYTES <= bytes.position(); at += PLACE_BYTES) {
            int count = bytes.getInt(at);
            int length = bytes.getInt(at + 4);
            if (count < 1 || count > MOST_WORKS || length < 0 || length > LONGEST_NAME) {
                continue;
            }
            List<Work> works = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int work = at + WORKS_AT + i * WORK_BYTES;
                works.add(new Work(bytes.getLong(work), bytes.getLong(work + 8)));
            }
            left.add(new Last(new String(bytes.array(), at + NAME_AT, length, StandardCharsets.UTF_8), works));
        }
    }

    /** Nothing that still runs is to be known of. */
    @Override
    public void close() {
        try {
            channel.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + file, e);
        } finally {
            OWN.remove(file);
        }
    }
}
