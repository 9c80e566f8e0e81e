package io.cloudburst.statefun.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.protocol.Arguments;
import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.CallError;
import io.cloudburst.protocol.ErrorCode;
import io.cloudburst.protocol.Reply;
import io.cloudburst.protocol.RunRecord;
import io.cloudburst.protocol.TargetStatistics;
import io.cloudburst.protocol.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** On a clock that stands still, so that a budget is spent once. */
class LiveRunWatchTest {
    private final List<RunRecord> told = new ArrayList<>();
    private final LiveRunWatch watch = new LiveRunWatch(told::add, () -> 0, () -> {});

    @Test
    void everyRunIsCountedAndNotEveryOneTold() {
        for (int i = 0; i < 1_000; i++) {
            run("ok-" + i, Reply.newBuilder().setResult(Value.newBuilder().setInt32(i)));
        }
        Counts counts = watch.take(told::add);
        TargetStatistics square = counts.toProto().get(0);
        assertThat(square.getFunction()).isEqualTo("square");
        assertThat(square.getCalls()).isEqualTo(1_000);
        assertThat(square.getLatency().getCountsList().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(1_000);
        assertThat(told).hasSizeLessThan(200);
        assertThat(told.size() + counts.leftOut).isEqualTo(1_000);
        assertThat(watch.take(told::add).toProto()).isEmpty();
    }

    @Test
    void failuresAreToldWhereNoMoreSuccessesAre() {
        for (int i = 0; i < 1_000; i++) {
            run("ok-" + i, Reply.newBuilder().setResult(Value.newBuilder().setInt32(i)));
        }
        run(
                "bad",
                Reply.newBuilder()
                        .setError(CallError.newBuilder()
                                .setCode(ErrorCode.EXECUTION_ERROR)
                                .setMessage("no")));
        RunRecord last = told.get(told.size() - 1);
        assertThat(last.getId()).isEqualTo("bad");
        assertThat(last.getState()).isEqualTo(RunRecord.State.FAILED);
        assertThat(last.getError().getMessage()).isEqualTo("no");
        assertThat(last.getArguments(0).getValues(0).getValue().getInt32()).isEqualTo(7);
        assertThat(watch.take(told::add).toProto().get(0).getErrors(0).getCount())
                .isEqualTo(1);
    }

    @Test
    void whatGoesOnIsCountedAsRunningOrWaiting() {
        watch.came("waits", call("waits"));
        watch.waits("waits");
        watch.came("runs", call("runs"));
        TargetStatistics square = watch.take(told::add).toProto().get(0);
        assertThat(square.getRunning()).isEqualTo(1);
        assertThat(square.getWaiting()).isEqualTo(1);
        assertThat(square.getCalls()).isZero();
    }

    @Test
    void namesWithoutEndAreCountedTogether() {
        for (int i = 0; i < 5_000; i++) {
            Call call = Call.newBuilder().setId("c" + i).setFunction("f" + i).build();
            watch.ended("c" + i, call, Reply.newBuilder());
        }
        List<TargetStatistics> targets = watch.take(told::add).toProto();
        assertThat(targets).hasSizeLessThanOrEqualTo(1_001);
        assertThat(targets.stream().mapToLong(TargetStatistics::getCalls).sum()).isEqualTo(5_000);
    }

    @Test
    void largeArgumentsAreCut() {
        Call call = Call.newBuilder()
                .setId("large")
                .setFunction("square")
                .addArguments(Arguments.newBuilder()
                        .setNode("square")
                        .addValues(Value.newBuilder().setText("x".repeat(100_000))))
                .build();
        watch.came("large", call);
        watch.ended(
                "large", call, Reply.newBuilder().setResult(Value.newBuilder().setText("y".repeat(100_000))));
        RunRecord record = told.get(0);
        assertThat(record.getTruncated()).isTrue();
        assertThat(record.getResult().getBytes()).isGreaterThan(100_000);
        assertThat(record.getSerializedSize()).isLessThan(2 * Previews.MAX_BYTES + 500);
    }

    private void run(String id, Reply.Builder reply) {
        watch.came(id, call(id));
        watch.began(id, call(id), Map.of());
        watch.ended(id, call(id), reply);
    }

    private static Call call(String id) {
        return Call.newBuilder()
                .setId(id)
                .setFunction("square")
                .addArguments(Arguments.newBuilder()
                        .setNode("square")
                        .addValues(Value.newBuilder().setInt32(7)))
                .build();
    }
}
