package io.cloudburst.chaos.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The way to a port, as a port of its own, that can be cut and slowed down. While it is cut nothing gets through in either direction, or
 * only in one, and nobody is told: what was sent arrives afterwards, as it does where a network loses packets for a while. Safe for use
 * by many threads.
 */
public final class Link implements Closeable {
    private static final int BUFFER = 64 * 1024;
    private static final int LONGEST_TO_CONNECT_MILLIS = 2_000;

    private final String name;
    private final int target;
    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** Guarded by this. Of System.nanoTime(). */
    private long cutUntil = System.nanoTime();
    /** Guarded by this. Of what is answered. */
    private long answersCutUntil = System.nanoTime();
    /** Guarded by this. */
    private long slowUntil = System.nanoTime();
    /** Guarded by this. */
    private long delayNanos;

    private volatile boolean closed;

    /**
     * @param port to listen on
     * @param target where everything goes
     */
    Link(String name, int port, int target) throws IOException {
        this.name = name;
        this.target = target;
        this.server = new ServerSocket();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        start(this::accept);
    }

    private void start(Runnable run) {
        Thread thread = new Thread(run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Lets nothing through for so long. */
    public synchronized void cut(Duration length) {
        cutUntil = Math.max(cutUntil, System.nanoTime() + length.toNanos());
    }

    /** Lets through what is asked, and not what is answered, for so long. */
    public synchronized void cutAnswers(Duration length) {
        answersCutUntil = Math.max(answersCutUntil, System.nanoTime() + length.toNanos());
    }

    /** Lets everything through so much later, for so long. */
    public synchronized void slow(Duration length, Duration delay) {
        slowUntil = System.nanoTime() + length.toNanos();
        delayNanos = delay.toNanos();
    }

    private void accept() {
        while (!closed) {
            try {
                Socket caller = server.accept();
                open.add(caller);
                start(() -> connect(caller));
            } catch (IOException e) {
                if (!closed) {
                    throw new IllegalStateException(name + " accepts no more connections", e);
                }
            }
        }
    }

    private void connect(Socket caller) {
        Socket called = new Socket();
        open.add(called);
        try {
            awaitPassage(false);
            called.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), LONGEST_TO_CONNECT_MILLIS);
            called.setTcpNoDelay(true);
            caller.setTcpNoDelay(true);
            start(() -> pump(called, caller, true));
            pump(caller, called, false);
        } catch (IOException e) {
            // There is nobody: the caller is told by the end of its connection.
            close(caller, called);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close(caller, called);
        }
    }

    /** Until one of them is closed; then both are. */
    private void pump(Socket from, Socket to, boolean answers) {
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                awaitPassage(answers);
                out.write(buffer, 0, read);
            }
            awaitPassage(answers);
        } catch (IOException e) {
            // A connection that breaks here is broken on its other side too, which is all that there is to be told.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close(from, to);
        }
    }

    private void awaitPassage(boolean answers) throws InterruptedException {
        long wait = delay(answers);
        while (wait > 0 && !closed) {
            TimeUnit.NANOSECONDS.sleep(wait);
            wait = untilCutEnds(answers);
        }
    }

    private synchronized long delay(boolean answers) {
        long slow = System.nanoTime() < slowUntil ? delayNanos : 0;
        return Math.max(slow, untilCutEnds(answers));
    }

    private synchronized long untilCutEnds(boolean answers) {
        long now = System.nanoTime();
        return answers ? Math.max(cutUntil - now, answersCutUntil - now) : cutUntil - now;
    }

    private void close(Socket... sockets) {
        for (Socket socket : sockets) {
            open.remove(socket);
            try {
                socket.close();
            } catch (IOException e) {
                throw new IllegalStateException("a socket of " + name + " does not close", e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        server.close();
        close(open.toArray(Socket[]::new));
    }
}
