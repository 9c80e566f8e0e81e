package io.cloudburst.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Calls of a DAG through a gateway, each on a connection of its own that is used again. Does what HTTP needs and no more, so that what
 * is measured on the machine that both share is the gateway: whoever calls writes the request, one thread reads all answers.
 */
final class HttpCalls implements Load.Target, AutoCloseable {
    private static final int CONNECTIONS = 256;
    /** An answer has some 250 bytes. */
    private static final int ANSWER_BYTES = 4_096;

    private final Selector selector;
    private final List<Connection> connections = new ArrayList<>();
    /** The last one first: few calls at once use few connections. */
    private final ConcurrentLinkedDeque<Connection> free = new ConcurrentLinkedDeque<>();

    private final String head;
    private final Thread reader = new Thread(this::read, "bench-http-reader");
    private volatile boolean closed;

    HttpCalls(int port, String dag) throws IOException {
        this.head = "POST /v1/dags/" + dag + "/calls HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nContent-Type: application/json\r\nContent-Length: ";
        this.selector = Selector.open();
        for (int i = 0; i < CONNECTIONS; i++) {
            Connection connection = new Connection(SocketChannel.open(new InetSocketAddress("127.0.0.1", port)));
            connections.add(connection);
            free.add(connection);
        }
        reader.setDaemon(true);
        reader.start();
    }

    @Override
    public CompletableFuture<Boolean> apply(long x) {
        Connection connection = free.pollFirst();
        if (connection == null) {
            throw new IllegalStateException("more than %d calls at once".formatted(CONNECTIONS));
        }
        return connection.call(x);
    }

    private void read() {
        try {
            while (!closed) {
                selector.select(key -> ((Connection) key.attachment()).read());
            }
        } catch (ClosedSelectorException e) {
            // That is how it is told to end.
        } catch (IOException e) {
            connections.forEach(connection -> connection.answer.completeExceptionally(e));
        }
    }

    /** One call at a time. */
    private final class Connection {
        private final SocketChannel channel;
        private final ByteBuffer in = ByteBuffer.allocate(ANSWER_BYTES);
        private String right;
        /** Written before the request is, and so seen by the reader of its answer. */
        private volatile CompletableFuture<Boolean> answer = new CompletableFuture<>();

        private Connection(SocketChannel channel) throws IOException {
            this.channel = channel;
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
        }

        private CompletableFuture<Boolean> call(long x) {
            right = "\"result\":" + (x + 1) * (x + 1);
            String body = "{\"args\":{\"incr\":[" + x + "]}}";
            ByteBuffer request =
                    ByteBuffer.wrap((head + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII));
            CompletableFuture<Boolean> mine = new CompletableFuture<>();
            answer = mine;
            try {
                while (request.hasRemaining()) {
                    // A request fits the socket's buffer, which is empty.
                    channel.write(request);
                }
            } catch (IOException e) {
                mine.completeExceptionally(e);
            }
            return mine;
        }

        private void read() {
            CompletableFuture<Boolean> mine = answer;
            try {
                if (channel.read(in) < 0) {
                    throw new IOException("the gateway has closed a connection");
                }
                String text = new String(in.array(), 0, in.position(), StandardCharsets.US_ASCII);
                int end = text.indexOf("\r\n\r\n");
                if (end < 0 || in.position() < end + 4 + length(text)) {
                    return;
                }
                in.clear();
                boolean isRight = isRight(text);
                free.addFirst(this);
                mine.complete(isRight);
            } catch (IOException | RuntimeException e) {
                mine.completeExceptionally(e);
            }
        }

        private boolean isRight(String text) {
            if (!text.startsWith("HTTP/1.1 200 ")) {
                throw new IllegalStateException("the gateway answered " + text);
            }
            return text.contains(right);
        }

        private static int length(String text) {
            String name = "content-length: ";
            int at = text.toLowerCase(java.util.Locale.ROOT).indexOf(name);
            return Integer.parseInt(text.substring(at + name.length(), text.indexOf('\r', at)));
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            selector.close();
            for (Connection connection : connections) {
                connection.channel.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
