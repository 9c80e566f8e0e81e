package io.cloudburst.server;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

/**
 * What functions print, on its way to where the process prints: so much a second, and what is more is left out and counted, so that no
 * function fills the disk of whoever keeps it, or waits for whoever reads it. The stream on it cannot be closed. Safe for use by many threads.
 */
final class FunctionOutput extends OutputStream {
    /** What may come at once. */
    static final int BURST_BYTES = 256 * 1024;
    /** What may come a second, for long: 1.4 GB a day. */
    static final int BYTES_A_SECOND = 16 * 1024;

    private static final long NANOS = 1_000_000_000L;

    private final OutputStream target;
    private final LongSupplier nanoTime;
    /** What may be printed now, in bytes. This and what follows is guarded by this. */
    private long room = BURST_BYTES;

    private long filled;
    private long leftOut;

    FunctionOutput(OutputStream target, LongSupplier nanoTime) {
        this.target = target;
        this.nanoTime = nanoTime;
        this.filled = nanoTime.getAsLong();
    }

    /** From now on, of this process. What has taken its streams before, as its log has, keeps them. */
    static void install() {
        System.setOut(stream(System.out, System::nanoTime));
        System.setErr(stream(System.err, System::nanoTime));
    }

    static PrintStream stream(OutputStream target, LongSupplier nanoTime) {
        return new PrintStream(new FunctionOutput(target, nanoTime), true, StandardCharsets.UTF_8) {
            /** It is everybody's. */
            @Override
            public void close() {
                flush();
            }
        };
    }

    @Override
    public synchronized void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        fill();
        if (length > room) {
            leftOut += length;
            return;
        }
        if (leftOut > 0 && room > BURST_BYTES / 2) {
            target.write("… %d bytes of what functions print were left out; at most %d a second are printed%n"
                    .formatted(leftOut, BYTES_A_SECOND)
                    .getBytes(StandardCharsets.UTF_8));
            leftOut = 0;
        }
        room -= length;
        target.write(bytes, offset, length);
    }

    private void fill() {
        long now = nanoTime.getAsLong();
        long more = (now - filled) / (NANOS / BYTES_A_SECOND);
        if (more > 0) {
            room = Math.min(BURST_BYTES, room + more);
            filled = now;
        }
    }

    @Override
    public void flush() throws IOException {
        target.flush();
    }
}
