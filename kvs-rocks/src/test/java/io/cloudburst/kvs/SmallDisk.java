package io.cloudburst.kvs;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A file system of a few megabytes in memory, to be filled up. */
final class SmallDisk implements AutoCloseable {
    private final Path mountPoint;

    private SmallDisk(Path mountPoint) {
        this.mountPoint = mountPoint;
    }

    /** Mounts one; a test that needs it is left out where that is not allowed. */
    static SmallDisk mount(Path mountPoint, int megabytes) throws IOException {
        Files.createDirectories(mountPoint);
        boolean mounted =
                run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "cloudburst-test", mountPoint.toString());
        assumeTrue(mounted, "this user may not mount a tmpfs at " + mountPoint + "; run the test as root on Linux");
        return new SmallDisk(mountPoint);
    }

    Path directory() {
        return mountPoint;
    }

    /** Leaves no room at all. */
    void fill() throws IOException {
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler())) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            if (mountPoint.toFile().getUsableSpace() > 0) {
                throw e;
            }
        }
    }

    /** Gives back what was filled. */
    void free() throws IOException {
        Files.delete(filler());
    }

    private Path filler() {
        return mountPoint.resolve("filler");
    }

    private static boolean run(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(new File("/dev/null"))
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            // There is no such command.
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + command[0] + " runs", e);
        }
    }

    @Override
    public void close() throws IOException {
        if (!run("umount", mountPoint.toString())) {
            throw new IOException(mountPoint + " can't be unmounted");
        }
    }
}
