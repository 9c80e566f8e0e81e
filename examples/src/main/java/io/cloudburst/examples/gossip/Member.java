package io.cloudburst.examples.gossip;

import io.cloudburst.sdk.FunctionContext;
import io.cloudburst.sdk.Message;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One of those who look for their average. In each round a member divides its estimate into equal shares, keeps one, gives one to each
 * of its peers, and adds up what it has kept and was given. Everybody gives and gets as many shares, so the sum of all estimates stays
 * the same while they come closer to each other: push-sum with fixed peers (Kempe, Dobra and Gehrke, FOCS 2003).
 */
final class Member {
    /** Another member may be slow, or may not have begun. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final FunctionContext context;
    private double estimate;
    private List<String> members = List.of();
    /** By round, and then by sender: who is quicker than this member is ahead by a round or more, and may say a thing twice. */
    private final Map<Integer, Map<String, Double>> shares = new HashMap<>();

    Member(FunctionContext context, double value) {
        this.context = context;
        this.estimate = value;
    }

    double estimateAfter(int rounds) {
        while (members.isEmpty()) {
            listen(0);
        }
        Set<String> peers = peers();
        for (int round = 0; round < rounds; round++) {
            double share = estimate / (peers.size() + 1);
            for (String peer : peers) {
                context.send(peer, News.share(round, share));
            }
            while (given(round).size() < peers.size()) {
                listen(round);
            }
            estimate = share
                    + given(round).values().stream()
                            .mapToDouble(Double::doubleValue)
                            .sum();
            shares.remove(round);
        }
        return estimate;
    }

    /** Those that are one, two and half of all places further on: near ones and far ones, so that news travels quickly. */
    private Set<String> peers() {
        int size = members.size();
        int me = members.indexOf(context.id());
        Set<String> peers = new LinkedHashSet<>();
        for (int distance : new int[] {1, 2, size / 2}) {
            peers.add(members.get((me + distance) % size));
        }
        peers.remove(context.id());
        return peers;
    }

    private Map<String, Double> given(int round) {
        return shares.computeIfAbsent(round, first -> new HashMap<>());
    }

    private void listen(int round) {
        Message<News> message = context.receive(News.class, PATIENCE)
                .orElseThrow(() -> new IllegalStateException(
                        "nobody has told %s anything for %d s".formatted(context.id(), PATIENCE.toSeconds())));
        News news = message.body();
        if (news.isIntroduction()) {
            members = news.members();
        } else if (news.round() >= round) {
            given(news.round()).put(message.from(), news.share());
        }
    }
}
