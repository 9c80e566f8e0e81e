package io.cloudburst.gateway.http;

import java.time.Duration;

/**
 * What keeps one client from taking everything.
 *
 * @param maxBodyBytes of a request
 * @param maxHeaderBytes of all headers of a request together
 * @param maxConnections open at once
 * @param maxConnectionsPerAddress of them from one address
 * @param readTimeout how long the body of a request may take to come
 * @param writeTimeout how long an answer may take to go
 * @param idleTimeout how long a connection may be open without a whole request on it: to a first one's headers, and between one
 *     answer and the next request's headers
 * @param answerTimeout how long anything may take between; longer than the longest wait that can be asked for
 */
public record HttpLimits(
        int maxBodyBytes,
        int maxHeaderBytes,
        int maxConnections,
        int maxConnectionsPerAddress,
        Duration readTimeout,
        Duration writeTimeout,
        Duration idleTimeout,
        Duration answerTimeout) {
    /** A record's worth of body, 16 KiB of headers, 8,192 connections, half of them from one address; 10 s, 30 s, 60 s, 6 min. */
    public static final HttpLimits DEFAULT = new HttpLimits(
            2 << 20,
            16 << 10,
            8_192,
            4_096,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofMinutes(6));

    public HttpLimits {
        if (maxBodyBytes < 1 || maxHeaderBytes < 1_024 || maxConnections < 1 || maxConnectionsPerAddress < 1) {
            throw new IllegalArgumentException(
                    "limits must be at least 1, and that of headers at least 1024 bytes; they are %d, %d, %d, %d"
                            .formatted(maxBodyBytes, maxHeaderBytes, maxConnections, maxConnectionsPerAddress));
        }
    }

    public HttpLimits withTimeouts(Duration read, Duration write, Duration idle) {
        return new HttpLimits(
                maxBodyBytes,
                maxHeaderBytes,
                maxConnections,
                maxConnectionsPerAddress,
                read,
                write,
                idle,
                answerTimeout);
    }

    public HttpLimits withConnections(int all, int perAddress) {
        return new HttpLimits(
                maxBodyBytes, maxHeaderBytes, all, perAddress, readTimeout, writeTimeout, idleTimeout, answerTimeout);
    }
}
