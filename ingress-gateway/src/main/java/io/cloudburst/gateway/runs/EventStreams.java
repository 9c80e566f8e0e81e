package io.cloudburst.gateway.runs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.gateway.http.ProblemException;
import io.cloudburst.gateway.http.ProblemKind;
import io.cloudburst.gateway.http.Streaming;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Server-sent events to whoever listens ({@code text/event-stream}). Who does not read is cut off by the connection; of very many runs
 * some are left out, and counted. Safe for use by many threads.
 */
public final class EventStreams implements AutoCloseable {
    public static final String RUN = "run";
    public static final String STATS = "stats";
    public static final String STATUS = "status";
    /** What can be listened to. */
    public static final Set<String> TYPES = Set.of(RUN, STATS, STATUS);

    private static final String LEFT_OUT = "left-out";
    private static final int MAX_STREAMS = 64;
    private static final int RUNS_A_SECOND = 50;
    private static final int HEARTBEAT_SECONDS = 10;
    private static final String HEARTBEAT = ":\n\n";

    private record Listener(Streaming.Out out, Set<String> types) {}

    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger runs = new AtomicInteger();
    private volatile boolean closed;
    /** Of the one thread that ticks. */
    private int seconds;

    /**
     * What begins a stream.
     *
     * @param types some of {@link #TYPES}
     * @throws ProblemException if there are too many, or this is closed
     */
    public Streaming stream(Set<String> types) {
        if (closed) {
            throw new ProblemException(ProblemKind.UNAVAILABLE, "this gateway is being stopped; ask another, or again");
        }
        if (count.incrementAndGet() > MAX_STREAMS) {
            count.decrementAndGet();
            throw new ProblemException(
                    ProblemKind.TOO_MANY_REQUESTS,
                    "there are %d streams of events already; end one, or ask another gateway".formatted(MAX_STREAMS));
        }
        return out -> {
            Listener listener = new Listener(out, types);
            out.onEnd(() -> {
                listeners.remove(listener);
                count.decrementAndGet();
            });
            out.write(HEARTBEAT);
            listeners.add(listener);
            if (closed) {
                out.end();
            }
        };
    }

    public boolean isListenedTo(String type) {
        return listeners.stream().anyMatch(listener -> listener.types().contains(type));
    }

    void run(ObjectNode summary) {
        if (runs.incrementAndGet() <= RUNS_A_SECOND) {
            send(RUN, RUN, summary);
        }
    }

    void stats(ObjectNode second) {
        send(STATS, STATS, second);
    }

    public void status(JsonNode status) {
        send(STATUS, STATUS, status);
    }

    /** Once a second. */
    void tick() {
        int told = runs.getAndSet(0);
        if (told > RUNS_A_SECOND) {
            send(RUN, LEFT_OUT, JsonNodeFactory.instance.objectNode().put("runs", told - RUNS_A_SECOND));
        }
        if (++seconds % HEARTBEAT_SECONDS == 0) {
            listeners.forEach(listener -> listener.out().write(HEARTBEAT));
        }
    }

    private void send(String type, String event, JsonNode data) {
        if (listeners.isEmpty()) {
            return;
        }
        String text = "event: " + event + "\ndata: " + data + "\n\n";
        for (Listener listener : listeners) {
            if (listener.types().contains(type)) {
                listener.out().write(text);
            }
        }
    }

    /** Ends all streams. */
    @Override
    public void close() {
        closed = true;
        listeners.forEach(listener -> listener.out().end());
    }
}
