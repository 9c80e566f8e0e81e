package io.cloudburst.statefun;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.KeptAnswer;
import io.cloudburst.protocol.RunPlan;
import io.cloudburst.protocol.RunProgress;
import java.util.Optional;
import org.apache.flink.statefun.sdk.annotations.Persisted;
import org.apache.flink.statefun.sdk.state.PersistedValue;

/** What Flink keeps of the run that a message is for. Nothing of it stays when the run, and the time its answer is kept for, are over. */
final class RunState {
    /** There is one exactly while a run that needs more than its call is going on. */
    @Persisted
    private final PersistedValue<byte[]> plan = PersistedValue.of("plan", byte[].class);

    /** Written together with the plan, and cleared with it. */
    @Persisted
    private final PersistedValue<byte[]> progress = PersistedValue.of("progress", byte[].class);

    /** A call that waits for its time. */
    @Persisted
    private final PersistedValue<byte[]> delayed = PersistedValue.of("delayed", byte[].class);

    /** Of a call with an idempotency key: from its beginning until its answer is forgotten. */
    @Persisted
    private final PersistedValue<byte[]> kept = PersistedValue.of("kept", byte[].class);

    Optional<RunPlan> plan() {
        return read(plan, RunPlan.parser());
    }

    RunProgress progress() {
        return read(progress, RunProgress.parser()).orElseThrow();
    }

    void begin(RunPlan newPlan) {
        plan.set(newPlan.toByteArray());
    }

    void advance(RunProgress newProgress) {
        progress.set(newProgress.toByteArray());
    }

    void end() {
        plan.clear();
        progress.clear();
    }

    Optional<Call> delayed() {
        return read(delayed, Call.parser());
    }

    void delay(Call call) {
        delayed.set(call.toByteArray());
    }

    void delayOver() {
        delayed.clear();
    }

    Optional<KeptAnswer> kept() {
        return read(kept, KeptAnswer.parser());
    }

    void keep(KeptAnswer answer) {
        kept.set(answer.toByteArray());
    }

    void forget() {
        kept.clear();
    }

    private static <M> Optional<M> read(PersistedValue<byte[]> state, Parser<M> parser) {
        byte[] bytes = state.get();
        if (bytes == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(parser.parseFrom(bytes));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("what the job's state has of a run is garbage", e);
        }
    }
}
