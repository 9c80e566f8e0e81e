package io.cloudburst.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Lines of UTF-8, counted, and how many there may be. {@link #next} is for one thread, the others for any. */
final class LineSource {
    private static final int UNKNOWN = -1;

    private final BufferedReader in;
    /** Of all; 0 if that is not known. */
    private final long bytes;

    private volatile long read;
    private volatile long number;
    private volatile boolean ended;

    /** @param bytes how much there is; 0 if that is not known */
    LineSource(InputStream in, long bytes) {
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.bytes = bytes;
    }

    /** @return null when there are no more */
    String next() throws IOException {
        String line = in.readLine();
        if (line == null) {
            ended = true;
        } else {
            number = number + 1;
            read = read + line.length() + 1;
        }
        return line;
    }

    /** Of the line that was read last, from 1. */
    long number() {
        return number;
    }

    /** About how many lines there are, as far as the first {@code done} allow a guess; negative if not. */
    long expected(long done) {
        if (ended) {
            return number;
        }
        return bytes == 0 || read == 0 ? UNKNOWN : Math.max(done, Math.round((double) number * bytes / read));
    }
}
