package io.cloudburst.executor;

import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.store.Frontier;
import io.cloudburst.sdk.value.ValueLists;
import java.util.Arrays;
import java.util.List;

/**
 * A stage whose function is given many calls at once: one call, or one for each element of its list, which may be in several batches
 * then, one after the other or side by side. Safe for use by many threads, of which one at a time {@link #open opens} it and takes rows.
 */
final class BatchMember {
    private final RunningStage stage;
    /** The arguments of each call, without the context in their first place; null before it is opened. */
    private List<Object[]> rows;

    /** How many of them are in batches. */
    private int taken;

    /** Of each row. This and what follows is guarded by this. */
    private Value[] results;

    private int missing;
    private Frontier written = Frontier.NONE;

    BatchMember(RunningStage stage) {
        this.stage = stage;
    }

    /** One of its rows, in a batch. */
    record Row(BatchMember member, int index) {
        Object argument(int parameter) {
            return member.rows.get(index)[parameter + 1];
        }
    }

    RunningStage stage() {
        return stage;
    }

    boolean isOpen() {
        return rows != null;
    }

    /**
     * Decodes its arguments.
     *
     * @throws io.cloudburst.sdk.CloudburstException if that is not possible; it concerns this stage alone
     */
    void open(LoadedFunction function, StageArguments.References references) {
        rows = stage.arguments().rows(function, references);
        synchronized (this) {
            results = new Value[rows.size()];
            missing = results.length;
        }
        if (rows.isEmpty()) {
            stage.done(function, ValueLists.of(List.of()), Frontier.NONE);
        }
    }

    /** Adds those rows that are in no batch yet to {@code batch}, as long as it is smaller than {@code size}. */
    void take(List<Row> batch, int size) {
        while (hasRows() && batch.size() < size) {
            batch.add(new Row(this, taken++));
        }
    }

    boolean hasRows() {
        return !stage.outcome().isDone() && taken < rows.size();
    }

    /** A row has its result, and what its batch has written is acknowledged. */
    void done(LoadedFunction function, Row row, Value result, Frontier batchHasWritten) {
        boolean last;
        synchronized (this) {
            results[row.index()] = result;
            written = written.join(batchHasWritten);
            last = --missing == 0;
        }
        if (last) {
            stage.done(function, stage.isEach() ? ValueLists.of(Arrays.asList(results)) : results[0], written);
        }
    }
}
