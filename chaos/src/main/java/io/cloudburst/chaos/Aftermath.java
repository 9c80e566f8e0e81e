package io.cloudburst.chaos;

import io.cloudburst.chaos.cluster.Cluster;
import io.cloudburst.chaos.cluster.ReplicaScan;
import io.cloudburst.chaos.history.Change;
import io.cloudburst.chaos.history.Event;
import io.cloudburst.chaos.history.HistoryFile;
import io.cloudburst.chaos.load.Clients;
import io.cloudburst.chaos.load.Keys;
import io.cloudburst.chaos.load.LargeTexts;
import io.cloudburst.client.DeadLetter;
import io.cloudburst.client.DeadLetterFilter;
import io.cloudburst.client.StoreStatus;
import io.cloudburst.client.TopicStatus;
import io.cloudburst.lattices.LatticeCodec;
import io.cloudburst.sdk.CloudburstException;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Looks at what is left when the load has ended and every process is back, and has the history told of it. */
final class Aftermath {
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(10);
    private static final long LOOK_AGAIN_MILLIS = 500;
    private static final int DIGEST_BYTES = 12;
    private static final int SHOWN_DEAD_LETTERS = 5;

    private final Clients clients;
    private final HistoryFile history;
    private final Idleness idleness;

    Aftermath(Clients clients, Cluster cluster, HistoryFile history) {
        this.clients = clients;
        this.history = history;
        this.idleness = new Idleness(cluster, history);
    }

    /**
     * Waits for all to come to rest.
     *
     * @param patience after which what has not is said to be stuck
     */
    void observe(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        List<String> stuck = stuck();
        while (!stuck.isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(LOOK_AGAIN_MILLIS);
            stuck = stuck();
        }
        idleness.measure(true);
        StoreStatus store = clients.any().storeNodes().status(LONGEST_ANSWER);
        List<String> left = new ArrayList<>(stuck);
        left.addAll(deadLetters());
        new ReplicaScan(Keys.PREFIX).read(store, this::observed);
        history.add(at -> new Event.Settled(at, Cluster.REPLICA_SETS, left));
    }

    /** What moves still, in words. */
    private List<String> stuck() {
        List<String> stuck = new ArrayList<>();
        try {
            StoreStatus store = clients.any().storeNodes().status(LONGEST_ANSWER);
            for (StoreStatus.Node node : store.nodes()) {
                node.failure().ifPresent(stuck::add);
                node.partitions().stream()
                        .filter(partition -> store.lag(partition) > 0 || !partition.readable())
                        .forEach(partition -> stuck.add("%s is %d updates behind in partition %d"
                                .formatted(node.name(), store.lag(partition), partition.partition())));
            }
            store.unowned()
                    .forEach((set, partitions) ->
                            stuck.add("replica set %d has no owner of partitions %s".formatted(set, partitions)));
            for (TopicStatus topic : clients.any().topics(LONGEST_ANSWER)) {
                topic.lag().ifPresent(lag -> {
                    if (lag > 0) {
                        stuck.add("the job is %d records behind in %s".formatted(lag, topic.name()));
                    }
                });
            }
        } catch (CloudburstException e) {
            stuck.add(e.toString());
        }
        try {
            long runs = clients.runsUnderWay();
            if (runs != 0) {
                stuck.add(runs < 0 ? "the job says nothing of its runs" : runs + " runs have not ended");
            }
            long calls = clients.callsInFlight();
            if (calls > 0) {
                stuck.add("gateways have %d calls that are not answered".formatted(calls));
            }
        } catch (IOException e) {
            stuck.add("the gateways say nothing of runs and calls: " + e);
        }
        return stuck;
    }

    private List<String> deadLetters() {
        List<DeadLetter> letters =
                clients.any().deadLetters().list(DeadLetterFilter.ALL, SHOWN_DEAD_LETTERS, LONGEST_ANSWER);
        return letters.stream()
                .map(letter -> "there is a dead letter: " + letter)
                .toList();
    }

    private void observed(int replicaSet, String key, byte[] encoded) {
        ObservedValues seen = key.startsWith(Keys.LARGE) ? large(key) : ObservedValues.of(LatticeCodec.decode(encoded));
        history.add(at -> new Event.Observed(at, replicaSet, key, seen.type(), seen.values(), digest(encoded)));
    }

    /** Its chunks too: what a replica set has under the key says only where they are. */
    private ObservedValues large(String key) {
        return new ObservedValues(
                Change.Type.LARGE_OBJECT,
                clients.any().get(key, String.class).map(LargeTexts::nameOf).stream()
                        .toList());
    }

    private static String digest(byte[] encoded) {
        try {
            byte[] whole = MessageDigest.getInstance("SHA-256").digest(encoded);
            return HexFormat.of().formatHex(whole, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
