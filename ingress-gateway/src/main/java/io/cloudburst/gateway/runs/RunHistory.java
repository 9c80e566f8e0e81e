package io.cloudburst.gateway.runs;

import io.cloudburst.protocol.RunRecord;
import io.cloudburst.sdk.json.RunJson;
import io.cloudburst.sdk.runs.LostRuns;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The runs that were told of last, the newest of each; older ones give way. Safe for use by many threads. */
public final class RunHistory {
    private static final int MAX_RUNS = 20_000;
    private static final long MAX_BYTES = 64L << 20;

    /** Guarded by this, as all that follows. */
    private final NavigableMap<Place, RunRecord> byTime = new TreeMap<>();
    /** Where the run of an id is. */
    private final Map<String, Place> places = new HashMap<>();
    /** Those that go on, by when they are lost. */
    private final NavigableSet<Open> open =
            new TreeSet<>(Comparator.comparingLong(Open::endsBy).thenComparing(Open::id));

    /**
     * By time, and not by when it was told of: what was there before comes from one partition of the topic after the other.
     *
     * @param at when it ended, or came, in microseconds since the epoch
     * @param number of those that were added before
     */
    private record Place(long at, long number) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int byTime = Long.compare(at, other.at);
            return byTime == 0 ? Long.compare(number, other.number) : byTime;
        }
    }

    /** @param endsBy microseconds since the epoch */
    private record Open(long endsBy, String id) {
        static Open of(RunRecord run) {
            return new Open(LostRuns.endsBy(run), run.getId());
        }
    }

    private final int maxRuns;
    private final long maxBytes;
    private long added;
    private long bytes;

    public RunHistory() {
        this(MAX_RUNS, MAX_BYTES);
    }

    RunHistory(int maxRuns, long maxBytes) {
        this.maxRuns = maxRuns;
        this.maxBytes = maxBytes;
    }

    public synchronized void add(RunRecord run) {
        Place before = places.get(run.getId());
        if (before != null) {
            RunRecord known = byTime.get(before);
            if (known.getEnded() > 0 && run.getEnded() == 0) {
                // It has run again after a failure of the job, and is answered already.
                return;
            }
            remove(before);
        }
        Place place = new Place(run.getEnded() > 0 ? run.getEnded() : run.getReceived(), added++);
        byTime.put(place, run);
        places.put(run.getId(), place);
        if (LostRuns.goesOn(run)) {
            open.add(Open.of(run));
        }
        bytes += run.getSerializedSize();
        while (byTime.size() > maxRuns || (bytes > maxBytes && byTime.size() > 1)) {
            remove(byTime.firstKey());
        }
    }

    private void remove(Place place) {
        RunRecord gone = byTime.remove(place);
        places.remove(gone.getId());
        open.remove(Open.of(gone));
        bytes -= gone.getSerializedSize();
    }

    /** Gives up those that should have ended long ago, and tells which those are: their instance of the job has died before they had. */
    public synchronized List<RunRecord> lose(Instant now) {
        List<RunRecord> lost = new ArrayList<>();
        while (!open.isEmpty()) {
            Open first = open.first();
            Place place = places.get(first.id());
            RunRecord before = byTime.get(place);
            RunRecord after = LostRuns.asOf(now, before);
            if (after == before) {
                break;
            }
            open.remove(first);
            byTime.put(place, after);
            bytes += after.getSerializedSize() - before.getSerializedSize();
            lost.add(after);
        }
        return lost;
    }

    public synchronized Optional<RunRecord> find(String id) {
        return Optional.ofNullable(places.get(id)).map(byTime::get);
    }

    /**
     * The newest first.
     *
     * @param after the id of a run; only what was before it. Unknown ids are as none
     */
    public synchronized List<RunRecord> newest(Predicate<RunRecord> wanted, Optional<String> after, int limit) {
        List<RunRecord> found = new ArrayList<>();
        NavigableMap<Place, RunRecord> before = after.map(places::get)
                .map(place -> byTime.headMap(place, false))
                .orElse(byTime);
        for (RunRecord run : before.descendingMap().values()) {
            if (found.size() == limit) {
                break;
            }
            if (wanted.test(run)) {
                found.add(run);
            }
        }
        return found;
    }

    /** Whether it is of this target, kind and outcome, as far as those are given. */
    public static Predicate<RunRecord> matching(
            Optional<String> target, Optional<String> kind, Optional<String> outcome) {
        return run -> target.map(RunJson.target(run)::equals).orElse(true)
                && kind.map(RunJson.kind(run)::equals).orElse(true)
                && outcome.map(RunJson.outcome(run)::equals).orElse(true);
    }
}
