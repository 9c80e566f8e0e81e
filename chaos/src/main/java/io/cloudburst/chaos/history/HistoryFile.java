package io.cloudburst.chaos.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * A history as a file that only grows, an event a line, as JSON. Its clock begins when it is made. Safe for use by many threads.
 */
public final class HistoryFile implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final long start = System.nanoTime();
    private final Consumer<Event> listener;
    /** Guarded by this, as is the order of what it and the listener get. */
    private final BufferedWriter out;

    private boolean closed;

    /**
     * @param file must not exist
     * @param listener gets each event too, one after the other
     */
    public HistoryFile(Path file, Consumer<Event> listener) throws IOException {
        this.out = Files.newBufferedWriter(file, StandardOpenOption.CREATE_NEW);
        this.listener = listener;
    }

    /** Adds an event, which is made of its time. What comes after the end is not a part of the history. */
    public synchronized void add(LongFunction<Event> event) {
        if (closed) {
            return;
        }
        Event happened = event.apply((System.nanoTime() - start) / 1_000);
        try {
            out.write(JSON.writeValueAsString(happened));
            out.newLine();
            if (!(happened instanceof Event.Invoked || happened instanceof Event.Answered)) {
                // Those are many, and what is lost of them if this process dies is little.
                out.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the history cannot be written", e);
        }
        listener.accept(happened);
    }

    /**
     * Reads a history that somebody has written.
     *
     * @throws IOException if it cannot be read; with the number of the line that is no event
     */
    public static void read(Path file, Consumer<Event> reader) throws IOException {
        try (BufferedReader in = Files.newBufferedReader(file)) {
            int number = 0;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                number++;
                Event event;
                try {
                    event = JSON.readValue(line, Event.class);
                } catch (JsonProcessingException e) {
                    throw new IOException(
                            "%s: line %d is no event: %s".formatted(file, number, e.getOriginalMessage()), e);
                }
                reader.accept(event);
            }
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        out.close();
    }
}
