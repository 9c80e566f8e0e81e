package io.cloudburst.sdk.runs;

import io.cloudburst.protocol.RunRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Runs whose end nobody has told: the instance of the job that ran them has died, and the one after it does not know that somebody was
 * told that they go on. Every call is answered at its deadline at the latest, so behind that such a run has ended, somehow.
 */
public final class LostRuns {
    /** Clocks may differ by so much, and so long may an answer take, and the record of it. */
    public static final Duration SLACK = Duration.ofSeconds(30);

    private LostRuns() {}

    /** The run as it is; or, where it should have ended long before, as {@link RunRecord.State#LOST}. */
    public static RunRecord asOf(Instant now, RunRecord run) {
        return goesOn(run) && endsBy(run) <= ChronoUnit.MICROS.between(Instant.EPOCH, now)
                ? run.toBuilder().setState(RunRecord.State.LOST).build()
                : run;
    }

    /** Whether more of it is to be told. */
    public static boolean goesOn(RunRecord run) {
        return run.getState() == RunRecord.State.RUNNING || run.getState() == RunRecord.State.WAITING;
    }

    /** From when on it is lost if it still seems to go on, in microseconds since the epoch; without an end if that is not known. */
    public static long endsBy(RunRecord run) {
        long slack = SLACK.toNanos() / 1_000;
        return run.getDeadline() <= 0 || run.getDeadline() > Long.MAX_VALUE - slack
                ? Long.MAX_VALUE
                : run.getDeadline() + slack;
    }
}
