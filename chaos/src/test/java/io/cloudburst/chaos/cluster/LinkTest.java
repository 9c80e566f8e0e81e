package io.cloudburst.chaos.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinkTest {
    private static final int PATIENCE_MILLIS = 10_000;

    private ServerSocket server;
    private Link link;
    private Socket caller;
    private Socket called;

    @BeforeEach
    void connect() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        int port = new Ports().next();
        link = new Link("link", port, server.getLocalPort());
        caller = new Socket(InetAddress.getLoopbackAddress(), port);
        caller.setSoTimeout(PATIENCE_MILLIS);
        server.setSoTimeout(PATIENCE_MILLIS);
        called = server.accept();
        called.setSoTimeout(PATIENCE_MILLIS);
    }

    @AfterEach
    void close() throws IOException {
        link.close();
        caller.close();
        called.close();
        server.close();
    }

    @Test
    void everythingGetsThroughBothWays() throws IOException {
        caller.getOutputStream().write(7);
        assertThat(called.getInputStream().read()).isEqualTo(7);
        called.getOutputStream().write(8);
        assertThat(caller.getInputStream().read()).isEqualTo(8);
    }

    @Test
    void whatIsSentWhileItIsCutComesAfterwards() throws IOException {
        link.cut(Duration.ofSeconds(1));
        caller.getOutputStream().write(7);
        called.setSoTimeout(200);
        assertThatThrownBy(() -> called.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        called.setSoTimeout(PATIENCE_MILLIS);
        assertThat(called.getInputStream().read()).isEqualTo(7);
    }

    @Test
    void whatIsSentWhileItIsSlowComesLater() throws IOException {
        link.slow(Duration.ofSeconds(10), Duration.ofMillis(300));
        long sent = System.nanoTime();
        caller.getOutputStream().write(7);
        assertThat(called.getInputStream().read()).isEqualTo(7);
        assertThat(System.nanoTime() - sent).isGreaterThanOrEqualTo(300_000_000L);
    }

    @Test
    void theEndOfOneSideIsTheEndOfTheOther() throws IOException {
        called.close();
        assertThat(caller.getInputStream().read()).isEqualTo(-1);
    }
}
