package io.cloudburst.bench;

import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.RegisteredFunction;
import io.cloudburst.sdk.CallOptions;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.Message;
import java.time.Duration;
import java.util.Arrays;

/** Two functions of one job process that send a message to and fro. Apart from the bench, whose libraries are not there. */
final class PingPong {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** So many fit into a result. */
    private static final int MAX_SAMPLES = 100_000;

    private final RegisteredFunction<long[]> ping;
    private final RegisteredFunction<Object> pong;

    PingPong(Cloudburst cloudburst) {
        this.ping = cloudburst
                .register("ping", (FunctionContext context, String other, Long nanos) -> ping(context, other, nanos))
                .function();
        this.pong = cloudburst
                .<Object>register("pong", (FunctionContext context) -> pong(context))
                .function();
    }

    /** How long each message was under way, in nanoseconds, from before it was sent until it was received. */
    long[] play(double seconds) {
        CallOptions options = CallOptions.NONE.withTimeout(
                PATIENCE.plusSeconds((long) seconds).plus(PATIENCE));
        CloudFuture<Object> other = pong.with(options).call();
        long[] samples =
                ping.with(options).call(other.callId(), (long) (seconds * 1e9)).get();
        other.get();
        return samples;
    }

    /** The clock is one: both run in the same process. */
    private static long[] ping(FunctionContext context, String other, long nanos) {
        long[] samples = new long[MAX_SAMPLES];
        int count = 0;
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end && count + 2 <= MAX_SAMPLES) {
            context.send(other, new long[] {System.nanoTime()});
            long[] back = receive(context).body();
            samples[count++] = back[1];
            samples[count++] = System.nanoTime() - back[0];
        }
        context.send(other, new long[0]);
        return Arrays.copyOf(samples, count);
    }

    private static Object pong(FunctionContext context) {
        while (true) {
            Message<long[]> ball = receive(context);
            long received = System.nanoTime();
            if (ball.body().length == 0) {
                return null;
            }
            context.send(ball.from(), new long[] {System.nanoTime(), received - ball.body()[0]});
        }
    }

    private static Message<long[]> receive(FunctionContext context) {
        return context.receive(long[].class, PATIENCE).orElseThrow();
    }
}
