package io.cloudburst.statefun;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.engine.Event;
import io.cloudburst.engine.Plan;
import io.cloudburst.engine.Run;
import io.cloudburst.engine.Task;
import io.cloudburst.engine.WireValues;
import io.cloudburst.executor.Letter;
import io.cloudburst.executor.Mailboxes;
import io.cloudburst.executor.StageMail;
import io.cloudburst.executor.StagePlace;
import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.ErrorCode;
import io.cloudburst.protocol.LetterOutcome;
import io.cloudburst.protocol.RunMessage;
import io.cloudburst.protocol.RunPlan;
import io.cloudburst.protocol.StageMessage;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.Dag;
import io.cloudburst.sdk.FunctionOptions;
import io.cloudburst.sdk.registry.DagCodec;
import io.cloudburst.sdk.store.Frontier;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.flink.statefun.sdk.Address;
import org.junit.jupiter.api.Test;

class LettersTest {
    private static final String RUN = "run";
    private static final List<Dag.Node> CHAIN = Dag.chain("f", "f").nodes();
    private static final StagePlace CALLED = new StagePlace(RUN, true, false, 0, 0);
    private static final Dag DAG = Dag.named("d")
            .node("first")
            .node("spread", Dag.spread())
            .node("last")
            .edge("first", "spread")
            .edge("spread", "last")
            .build();

    private final WireValues values = new WireValues();
    private final Plan plan = Plan.of(DAG, function -> FunctionOptions.NONE);
    private final RunState run = new RunState();
    private final LetterState state = new LetterState();
    private final RecentlyEnded ended = new RecentlyEnded();
    private final RecordedContext context = new RecordedContext(new Address(RunFunction.TYPE, RUN));
    /** Of the only stage that runs here, if one does. */
    private StageMail running;

    private long now = 1_000_000;

    private final Letters letters = new Letters(
            state,
            new Whereabouts(run, runPlan -> RunCodec.run(plan, runPlan, run.progress()), values),
            new Mailboxes() {
                @Override
                public StageMail.Delivery deliver(String runId, Letter letter) {
                    return running == null
                            ? new StageMail.Delivery(StageMail.Result.NOT_HERE, 0)
                            : running.deliver(letter);
                }

                @Override
                public boolean runs(String runId) {
                    return running != null;
                }
            },
            ended,
            new Clock() {
                @Override
                public ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public Instant instant() {
                    return Instant.ofEpochMilli(now);
                }
            });

    private Letter letter(String to, int sequence) {
        return letter(to, sequence, now + 10_000);
    }

    private static Letter letter(String to, int sequence, long expires) {
        return new Letter(
                to,
                0,
                Value.newBuilder().setInt32(sequence).build(),
                expires,
                new Letter.Sender("sender", "sender", false, 7, sequence));
    }

    private void receive(Letter letter) {
        letters.receive(context, letter);
    }

    /** What the sender of the last letter was told. */
    private LetterOutcome outcome() throws Exception {
        RecordedContext.Sent last = context.sent.get(context.sent.size() - 1);
        assertThat(last.to()).isEqualTo(new Address(RunFunction.TYPE, "sender"));
        return RunMessage.parseFrom((byte[]) last.message()).getLetterOutcome();
    }

    private void assertAccepted() throws Exception {
        assertThat(outcome().getCode()).as(outcome().getMessage()).isEqualTo(ErrorCode.ERROR_CODE_UNSPECIFIED);
    }

    private RunMessage later(int index) throws Exception {
        return RunMessage.parseFrom((byte[]) context.later.get(index).message());
    }

    private void assertNothingIsKept() {
        assertThat(state.run()).isEmpty();
        assertThat(state.functions()).isEmpty();
        assertThat(state.all("")).isEmpty();
        assertThat(state.has(letter("", 1).sender())).isFalse();
    }

    private List<Integer> waiting(StagePlace place, List<Dag.Node> chain) {
        return letters.waitingFor(place, chain).stream()
                .map(letter -> letter.body().getInt32())
                .toList();
    }

    /** Begins a run of the DAG whose first stages, so many, have ended. */
    private void begin(int done) {
        run.begin(RunPlan.newBuilder()
                .setCall(Call.newBuilder().setId(RUN).setDag("d"))
                .setDag(DagCodec.encode(DAG).getDag())
                .build());
        Run<Value> begun = Run.begin(plan, Map.of(), values).next().orElseThrow();
        for (int stage = 0; stage < done; stage++) {
            begun = begun.on(
                            new Event.Done<>(
                                    new Task(stage, 0, 0),
                                    Value.newBuilder().setInt32(1).build()),
                            values)
                    .next()
                    .orElseThrow();
        }
        run.advance(RunCodec.progress(begun, Frontier.NONE, List.of(), List.of()));
    }

    @Test
    void lettersToAnUnknownRunWaitForIt() throws Exception {
        receive(letter("", 1));
        assertAccepted();
        receive(letter("", 2));
        assertAccepted();

        assertThat(waiting(CALLED, CHAIN)).containsExactly(1, 2);
        assertThat(waiting(CALLED, CHAIN)).as("until they are taken").containsExactly(1, 2);
        letters.taken(Map.of("", 1L));
        assertThat(waiting(CALLED, CHAIN)).containsExactly(2);
        now += 20_000;
        assertThat(waiting(CALLED, CHAIN))
                .as("to a function that has begun they do not expire")
                .containsExactly(2);
    }

    @Test
    void lettersToARunThatNeverComesAreGoneAtTheirDeadlines() throws Exception {
        receive(letter("", 1, now + 5_000));
        receive(letter("", 2, now + 9_000));
        assertThat(context.later).hasSize(1);
        assertThat(context.later.get(0).delay()).isBetween(Duration.ofMillis(5_000), Duration.ofMillis(5_001));

        now += 5_001;
        letters.due(context, later(0).getLettersDue());
        assertThat(state.all("")).hasSize(1);
        assertThat(context.later).hasSize(2);

        now += 4_000;
        letters.due(context, later(1).getLettersDue());
        assertNothingIsKept();
        assertThat(context.later).hasSize(2);
    }

    @Test
    void whatHasExpiredIsNotGiven() throws Exception {
        receive(letter("", 1, now + 5_000));
        receive(letter("", 2, now + 9_000));
        now += 6_000;

        assertThat(waiting(CALLED, CHAIN)).containsExactly(2);
        receive(letter("other", 3, now));
        assertThat(outcome().getCode()).isEqualTo(ErrorCode.TIMEOUT);
    }

    @Test
    void theEndOfARunIsTheEndOfItsLetters() throws Exception {
        receive(letter("", 1));

        letters.runEnded(context);

        assertThat(state.functions()).isEmpty();
        receive(letter("", 2));
        assertThat(outcome().getCode()).isEqualTo(ErrorCode.FUNCTION_ENDED);
        assertThat(context.later.get(1).delay()).isEqualTo(Letters.END_KNOWN);
        letters.due(context, later(0).getLettersDue());
        letters.forget(later(1).getLettersForgotten());
        assertNothingIsKept();
    }

    @Test
    void theEndOfARunWithoutLettersLeavesNothing() throws Exception {
        letters.runEnded(context);

        assertNothingIsKept();
        assertThat(context.later).isEmpty();
        receive(letter("", 1));
        assertThat(outcome().getCode()).isEqualTo(ErrorCode.FUNCTION_ENDED);
        assertNothingIsKept();
    }

    @Test
    void aRunThatBeginsAgainStartsAnew() throws Exception {
        receive(letter("", 1));
        letters.runEnded(context);

        assertThat(waiting(CALLED, CHAIN)).isEmpty();

        assertNothingIsKept();
        letters.forget(later(1).getLettersForgotten());
    }

    @Test
    void aLetterThatComesTwiceIsAcceptedTwiceAndKeptOnce() throws Exception {
        receive(letter("", 1));
        receive(letter("", 1));

        assertAccepted();
        assertThat(context.sent).hasSize(2);
        assertThat(waiting(CALLED, CHAIN)).containsExactly(1);
    }

    @Test
    void whatRunsGetsItAndWhatIsTakenIsForgotten() throws Exception {
        running = new StageMail(CALLED, CHAIN, List.of());
        for (int i = 1; i <= 5_000; i++) {
            receive(letter("", i));
            assertAccepted();
            assertThat(state.queue("").getCount()).isEqualTo(1);
            // What a function does when it receives.
            List<Letter> taken = state.all("");
            assertThat(taken).hasSize(1);
            running = new StageMail(CALLED, CHAIN, List.of());
            letters.taken(Map.of("", taken.get(0).number()));
        }
        assertThat(state.queue("").getBytes()).isZero();
    }

    @Test
    void toAFunctionThatTheRunDoesNotHaveNothingGoes() throws Exception {
        running = new StageMail(CALLED, CHAIN, List.of());
        receive(letter("other", 1));
        assertThat(outcome().getCode()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        running = null;
        begin(0);
        receive(letter("other", 2));
        assertThat(outcome().getCode()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(outcome().getMessage()).contains("'first', 'spread', 'last'");
        receive(letter("", 3));
        assertThat(outcome().getCode()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        receive(letter("first[0]", 4));
        assertThat(outcome().getCode()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertNothingIsKept();
    }

    @Test
    void noMoreThanAThousandLettersWaitForAFunctionThatHasNotBegun() throws Exception {
        for (int i = 1; i <= StageMail.MAX_WAITING; i++) {
            receive(letter("", i, now + (i == 1 ? 1_000 : 10_000)));
        }
        assertAccepted();
        receive(letter("", 1_001));
        assertThat(outcome().getCode()).isEqualTo(ErrorCode.OVERLOADED);

        now += 2_000;
        receive(letter("", 1_002));
        assertAccepted();
        receive(letter("", 1_003));
        assertThat(outcome().getCode()).isEqualTo(ErrorCode.OVERLOADED);
    }

    @Test
    void lettersToAStageThatRunsApartArePassedOnUntilItHasEnded() throws Exception {
        begin(1);
        receive(letter("spread", 1));
        receive(letter("last", 2));
        assertAccepted();
        receive(letter("first", 3));
        assertThat(outcome().getCode()).isEqualTo(ErrorCode.FUNCTION_ENDED);
        assertThat(context.sent).hasSize(3);
        RecordedContext.Sent passed = context.sent.get(0);
        assertThat(passed.to()).isEqualTo(new Address(StageFunction.TYPE, "run/1/0/0"));
        Letter there = LetterCodec.decode(
                StageMessage.parseFrom((byte[]) passed.message()).getLetter());
        assertThat(there.body().getInt32()).isEqualTo(1);

        letters.delivered(context, LetterCodec.encode(there, new StageMail.Delivery(StageMail.Result.ACCEPTED, 0)));
        assertAccepted();
        assertThat(state.all("spread")).hasSize(1);
        letters.delivered(context, LetterCodec.encode(there, new StageMail.Delivery(StageMail.Result.FULL, 0)));
        assertThat(outcome().getCode()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(state.all("spread")).isEmpty();

        receive(letter("spread", 4));
        Letter next = LetterCodec.decode(StageMessage.parseFrom(
                        (byte[]) context.sent.get(context.sent.size() - 1).message())
                .getLetter());
        letters.delivered(context, LetterCodec.encode(next, new StageMail.Delivery(StageMail.Result.NOT_HERE, 0)));
        assertAccepted();
        assertThat(state.all("spread"))
                .as("it may run once more")
                .extracting(Letter::number)
                .containsExactly(next.number());
        begin(2);
        letters.delivered(context, LetterCodec.encode(next, new StageMail.Delivery(StageMail.Result.NOT_HERE, 0)));
        assertThat(outcome().getCode()).isEqualTo(ErrorCode.FUNCTION_ENDED);
        assertThat(state.all("spread")).isEmpty();
        assertThat(state.all("last")).hasSize(1);
    }

    @Test
    void moreSendersThanAreToldApartAreServedAllTheSame() throws Exception {
        running = new StageMail(CALLED, CHAIN, List.of());
        for (int stream = 0; stream < 10_100; stream++) {
            running = new StageMail(CALLED, CHAIN, List.of());
            Letter one = letter("", 1);
            receive(new Letter(
                    "", 0, one.body(), one.expires(), new Letter.Sender("sender", "sender", false, stream, 1)));
            assertAccepted();
            letters.taken(Map.of("", (long) stream + 1));
        }
        assertThat(state.run().orElseThrow().getStreams()).isEqualTo(100);
    }
}
