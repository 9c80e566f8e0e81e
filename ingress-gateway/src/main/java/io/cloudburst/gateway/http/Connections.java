package io.cloudburst.gateway.http;

import io.cloudburst.sdk.deadline.DeadlineSweeper;
import io.cloudburst.sdk.deadline.Monotonic;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The open connections: not too many, and none that does nothing for long. Safe for use by many threads. */
final class Connections implements AutoCloseable {
    private final HttpLimits limits;
    private final Map<HttpConnection, Open> open = new ConcurrentHashMap<>();
    private final Map<String, Integer> byAddress = new ConcurrentHashMap<>();
    private final DeadlineSweeper sweeper = new DeadlineSweeper("gateway-idle-connections", open.values());

    Connections(HttpLimits limits) {
        this.limits = limits;
    }

    /** A connection. */
    final class Open implements DeadlineSweeper.Expirable {
        private final HttpConnection connection;
        /** Requests that have come and are not answered. Of the connection's thread. */
        private int busy;
        /** Whether what comes now is the rest of a request that was refused. Of the connection's thread. */
        private boolean hadItsLast;

        private volatile long idleUntil;

        private Open(HttpConnection connection) {
            this.connection = connection;
            this.idleUntil = afterIdling();
        }

        void begin() {
            busy++;
            idleUntil = Long.MAX_VALUE;
        }

        void end() {
            if (--busy == 0) {
                idleUntil = afterIdling();
            }
        }

        void last() {
            hadItsLast = true;
        }

        boolean hadItsLast() {
            return hadItsLast;
        }

        private long afterIdling() {
            return Monotonic.millis() + limits.idleTimeout().toMillis();
        }

        @Override
        public long deadline() {
            return idleUntil;
        }

        /** Whether bytes trickle in or none come at all: no whole request has. */
        @Override
        public void expire() {
            cut(connection);
        }
    }

    /** Ends a connection at once. Its own {@code close} waits for what is still to be sent, perhaps for ever. */
    static void cut(HttpConnection connection) {
        ((HttpServerConnection) connection).channelHandlerContext().close();
    }

    /** Has what was written go out now, and not when all that has come is read. */
    static void flush(HttpConnection connection) {
        ((HttpServerConnection) connection).channelHandlerContext().flush();
    }

    void opened(HttpConnection connection) {
        String address = addressOf(connection);
        int here = byAddress.merge(address, 1, Integer::sum);
        open.put(connection, new Open(connection));
        connection.closeHandler(closed -> {
            open.remove(connection);
            byAddress.computeIfPresent(address, (known, count) -> count == 1 ? null : count - 1);
        });
        if (open.size() > limits.maxConnections() || here > limits.maxConnectionsPerAddress()) {
            cut(connection);
        }
    }

    Optional<Open> of(HttpConnection connection) {
        return Optional.ofNullable(open.get(connection));
    }

    int count() {
        return open.size();
    }

    static String addressOf(HttpConnection connection) {
        String host = connection.remoteAddress() == null
                ? null
                : connection.remoteAddress().hostAddress();
        return host == null ? "unknown" : host;
    }

    @Override
    public void close() {
        sweeper.close();
    }
}
