package io.cloudburst.chaos.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** Something that happened in a run. Times are microseconds since its beginning, and do not go back within a history. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Event.Began.class, name = "began"),
    @JsonSubTypes.Type(value = Event.Invoked.class, name = "invoked"),
    @JsonSubTypes.Type(value = Event.Answered.class, name = "answered"),
    @JsonSubTypes.Type(value = Event.Failed.class, name = "failed"),
    @JsonSubTypes.Type(value = Event.Injected.class, name = "injected"),
    @JsonSubTypes.Type(value = Event.Recovered.class, name = "recovered"),
    @JsonSubTypes.Type(value = Event.Died.class, name = "died"),
    @JsonSubTypes.Type(value = Event.LoadEnded.class, name = "load-ended"),
    @JsonSubTypes.Type(value = Event.Observed.class, name = "observed"),
    @JsonSubTypes.Type(value = Event.Measured.class, name = "measured"),
    @JsonSubTypes.Type(value = Event.Settled.class, name = "settled"),
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface Event {
    long at();

    /** The first event. */
    record Began(long at, long seed, long seconds, int perSecond, String version) implements Event {}

    /**
     * An operation is about to be sent.
     *
     * @param id of its own, from 0
     * @param client who sees its own writes
     * @param kind such as {@code fan-out}
     * @param within milliseconds after which it must have ended
     * @param expected its only right answer; null: any, or as {@code counter} says
     * @param effect null: it writes nothing
     * @param counter the counter that it reads; null: it reads none
     */
    record Invoked(
            long at,
            long id,
            int client,
            String kind,
            Group group,
            long within,
            String expected,
            Effect effect,
            String counter)
            implements Event {}

    /** An operation has succeeded. */
    record Answered(long at, long id, String result) implements Event {}

    /** An operation has ended with an error. What it wrote may be there or not. */
    record Failed(long at, long id, String code, String message) implements Event {}

    /**
     * Something is done to a process.
     *
     * @param fault faults that are begun together have the same number
     * @param away milliseconds until it is let go on, or is started again
     */
    record Injected(long at, int fault, String action, String server, long away) implements Event {}

    /** A process that something was done to goes on, or has said again that it is ready. */
    record Recovered(long at, int fault, String server) implements Event {}

    /** A process has ended that nobody had ended. */
    record Died(long at, String server, int exitCode) implements Event {}

    /** No more operations are begun. */
    record LoadEnded(long at) implements Event {}

    /**
     * What a replica set has under a key, after all is over.
     *
     * @param values as {@link Change.Type} says: of sets and maps each of what they have, of everything else one, or none where it is
     *     deleted
     * @param digest of the bytes that the set's node answers
     */
    record Observed(long at, int replicaSet, String key, Change.Type type, List<String> values, String digest)
            implements Event {
        public Observed {
            values = List.copyOf(values);
        }
    }

    /**
     * What a process holds on to.
     *
     * @param afterwards whether all is over; else it is under load, before the faults
     * @param handles open files, sockets too
     * @param perMille how much of one core it computes
     */
    record Measured(long at, boolean afterwards, String server, int threads, int handles, int perMille)
            implements Event {}

    /**
     * How the system is in the end. The last event.
     *
     * @param replicaSets that have been observed
     * @param stuck what has not come to rest, in words; empty: all has
     */
    record Settled(long at, List<Integer> replicaSets, List<String> stuck) implements Event {
        public Settled {
            replicaSets = List.copyOf(replicaSets);
            stuck = List.copyOf(stuck);
        }
    }
}
