package io.cloudburst.examples.gossip;

import io.cloudburst.client.Cloudburst;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** Ten members, whose average is 4.5, and what they think it is, round by round. */
public final class GossipDemo {
    private static final List<Double> VALUES = DoubleStream.iterate(0, value -> value < 10, value -> value + 1)
            .boxed()
            .toList();

    private GossipDemo() {}

    /** @param args where Cloudburst is; {@code 127.0.0.1:9092} if not given */
    public static void main(String[] args) {
        try (Cloudburst cloudburst = Cloudburst.connect(args.length > 0 ? args[0] : "127.0.0.1:9092")) {
            run(Gossip.on(cloudburst), System.out);
        }
    }

    static void run(Gossip gossip, PrintStream out) {
        for (int rounds = 0; rounds <= 5; rounds++) {
            long start = System.nanoTime();
            List<Double> estimates = gossip.estimates(VALUES, rounds);
            out.printf(
                    "%d rounds, %3d ms:%s%n",
                    rounds,
                    (System.nanoTime() - start) / 1_000_000,
                    estimates.stream()
                            .map(estimate -> String.format(Locale.ROOT, " %.2f", estimate))
                            .collect(Collectors.joining()));
        }
    }
}
