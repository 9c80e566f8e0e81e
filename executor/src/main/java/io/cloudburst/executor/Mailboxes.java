package io.cloudburst.executor;

/** The mailboxes of all functions that run or wait in an {@link Executor}. */
public interface Mailboxes {
    /** Gives a letter to the function that it is for, if that is of a stage that runs or waits here, of a run with this id. */
    StageMail.Delivery deliver(String runId, Letter letter);

    /** Whether any stage of a run runs or waits here. */
    boolean runs(String runId);
}
