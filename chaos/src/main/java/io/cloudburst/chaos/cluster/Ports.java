package io.cloudburst.chaos.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports below those that the system gives to outgoing connections: there a port could be taken while its owner is dead. Used by one
 * thread.
 */
final class Ports {
    private static final int FIRST = 15_000;
    private static final int BEHIND = 30_000;
    private static final int TRIES = 1_000;

    private final Set<Integer> given = new HashSet<>();

    int next() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, BEHIND);
            if (isFree(port) && given.add(port)) {
                return port;
            }
        }
        throw new IOException("no port between %d and %d is free".formatted(FIRST, BEHIND));
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
