package io.cloudburst.sdk.store;

import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The threads of one client's connections: few of its own instead of those that all gRPC of the process shares. gRPC gives the
 * deadline of a call to any thread of the group, and wakes it for that; where that is the one that sends the call, nobody is woken
 * twice.
 */
final class ConnectionThreads implements AutoCloseable {
    private static final int PROCESSORS_A_THREAD = 4;
    private static final long QUIET_MILLIS = 0;
    private static final long CLOSING_MILLIS = 1_000;

    private final EventLoopGroup threads;

    ConnectionThreads() {
        int count = Math.max(1, Runtime.getRuntime().availableProcessors() / PROCESSORS_A_THREAD);
        ThreadFactory factory = new DefaultThreadFactory("store-connection", true);
        this.threads =
                Epoll.isAvailable() ? new EpollEventLoopGroup(count, factory) : new NioEventLoopGroup(count, factory);
    }

    /** Has a channel use them; it must be shut down before this is closed. */
    NettyChannelBuilder addTo(NettyChannelBuilder channel) {
        return channel.eventLoopGroup(threads)
                .channelType(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class);
    }

    /** Begins to end them; they go on for as long as channels that were shut down need. */
    @Override
    public void close() {
        threads.shutdownGracefully(QUIET_MILLIS, CLOSING_MILLIS, TimeUnit.MILLISECONDS);
    }
}
