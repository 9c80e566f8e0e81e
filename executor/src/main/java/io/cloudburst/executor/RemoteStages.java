package io.cloudburst.executor;

import java.util.concurrent.CompletableFuture;

/**
 * Runs stages whose functions are not to run here. Of a stage that is served by others ({@code FunctionOptions.isServed}) the arguments
 * come with all their bytes, and the result may have any size. Safe for use by many threads.
 */
public interface RemoteStages extends AutoCloseable {
    /**
     * Begins to run a stage, without waiting.
     *
     * @return completes with how the stage ended, never exceptionally; perhaps never, so that whoever waits looks at the deadline, and
     *     gives up by cancelling
     */
    CompletableFuture<StageOutcome> run(StageTask task);

    /** What was not done is dropped. */
    @Override
    void close();
}
