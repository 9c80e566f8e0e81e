package io.cloudburst.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudburst.chaos.check.Violation.Kind;
import io.cloudburst.chaos.history.Change;
import io.cloudburst.chaos.history.Event;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckerTest {
    private final TestHistory history = TestHistory.good();

    @Test
    void aHistoryAsItShouldBeHasNoViolation() {
        assertThat(history.violations()).isEmpty();
    }

    @Test
    void anOperationWithoutAnEndIsFound() {
        history.without(event -> event instanceof Event.Answered answered && answered.id() == 0);
        assertFound(Kind.HANG, "operation 0");
    }

    @Test
    void anEndThatComesTooLateIsFound() {
        history.with(
                Event.Answered.class,
                answered -> answered.id() == 0,
                answered -> new Event.Answered((10 + TestHistory.WITHIN + 1) * 1_000, 0, answered.result()));
        assertFound(Kind.LATE, "operation 0");
    }

    @Test
    void aSecondEndIsFound() {
        history.and(new Event.Answered(30_000, 0, "49"));
        assertFound(Kind.TWO_ENDS, "operation 0");
    }

    @Test
    void anEndAfterAnErrorIsFound() {
        history.and(new Event.Answered(950_000, 13, "9"));
        assertFound(Kind.TWO_ENDS, "operation 13");
    }

    @Test
    void anAnswerToNoCallIsFound() {
        history.and(new Event.Answered(950_000, 99, "9"));
        assertFound(Kind.UNKNOWN_OPERATION, "operation 99");
    }

    @Test
    void aWrongResultIsFound() {
        answers(0, "48");
        assertFound(Kind.WRONG_RESULT, "48");
    }

    @Test
    void anotherAnswerToARepetitionIsFound() {
        answers(12, "other");
        assertFound(Kind.WRONG_RESULT, "operation 12");
    }

    @Test
    void anErrorThatBlamesNobodyIsFound() {
        history.with(
                Event.Failed.class,
                failed -> failed.id() == 13,
                failed -> new Event.Failed(failed.at(), 13, "EXECUTION_ERROR", "of the system's own"));
        assertFound(Kind.UNCLEAR_ERROR, "EXECUTION_ERROR");
    }

    @Test
    void anAddThatIsLostIsFound() {
        history.everywhere("counter", "4");
        assertFound(Kind.LOST, "counter is 4, must be 5 at least");
    }

    @Test
    void anAddThatCameTwiceIsFound() {
        history.everywhere("counter", "17");
        assertFound(Kind.TWICE, "counter is 17, must be 15 at most");
    }

    @Test
    void aFailedAddMayBeThereOrNot() {
        history.everywhere("counter", "5");
        assertThat(history.violations()).isEmpty();
    }

    @Test
    void aCounterThatIsGoneIsFound() {
        gone("counter");
        assertFound(Kind.LOST, "counter is 0");
    }

    @Test
    void aCallThatRanTwiceForOneKeyIsFound() {
        history.everywhere("once", "2");
        assertFound(Kind.TWICE, "once is 2, must be 1 at most");
    }

    @Test
    void aCallThatWroteNothingIsFound() {
        gone("once");
        assertFound(Kind.LOST, "once is 0, must be 1 at least");
    }

    @Test
    void anElementThatIsLostIsFound() {
        history.everywhere("set", "b");
        assertFound(Kind.LOST, "set has no a");
    }

    @Test
    void anElementThatNobodyAddedIsFound() {
        history.everywhere("set", "a", "c");
        assertFound(Kind.NEVER_WRITTEN, "set has c");
    }

    @Test
    void anObjectThatIsOlderThanAnAcknowledgedOneIsFound() {
        history.everywhere("object", "old");
        assertFound(Kind.LOST, "object is old");
    }

    @Test
    void ofTwoPutsAtOnceEitherMayBeTheLast() {
        history.begunAt(8, 105_000);
        history.everywhere("object", "old");
        assertThat(history.violations()).isEmpty();
    }

    @Test
    void anObjectThatIsGoneIsFound() {
        gone("object");
        assertFound(Kind.LOST, "object is not there");
    }

    @Test
    void anObjectThatNobodyPutIsFound() {
        history.everywhere("object", "strange");
        assertFound(Kind.NEVER_WRITTEN, "strange");
    }

    @Test
    void aMaximumThatIsTooLowIsFound() {
        history.everywhere("max", "3");
        assertFound(Kind.LOST, "max is 3, although 9");
    }

    @Test
    void aMaximumThatNobodyWroteIsFound() {
        history.everywhere("max", "10");
        assertFound(Kind.NEVER_WRITTEN, "max is 10");
    }

    @ParameterizedTest(name = "{0} with {1} is {2}")
    @CsvSource(delimiter = '|', textBlock = """
            set-of-some | kept,gone | LOST          | has gone, which was removed
            set-of-some | ''        | LOST          | has no kept
            set-of-some | kept,kept | TWICE         | an element twice
            deleted     | old       | LOST          | a later write was acknowledged
            deleted     | other     | NEVER_WRITTEN | nobody put
            large       | v20       | LOST          | a later write was acknowledged
            large       | ''        | LOST          | not there
            large       | broken    | NEVER_WRITTEN | nobody put
            map         | a=1       | LOST          | a is 1
            map         | ''        | LOST          | a is not there
            map         | a=2,b=1   | LOST          | b is 1
            map         | a=2,c=1   | NEVER_WRITTEN | has c
            map         | a=2,a=2   | TWICE         | has a twice
            min         | 9         | LOST          | 4 was written
            min         | 3         | NEVER_WRITTEN | nobody wrote
            lowest      | 9         | LOST          | 4 was written
            lowest      | 1         | NEVER_WRITTEN | nobody wrote
            flag        | false     | NEVER_WRITTEN | nobody wrote
            flag        | ''        | LOST          | true was written
            clear       | true      | NEVER_WRITTEN | nobody wrote
            grow-only   | ''        | LOST          | has no a
            grow-only   | a,b       | NEVER_WRITTEN | has b
            ordered     | ''        | LOST          | has no a
            ordered     | a,b       | NEVER_WRITTEN | has b
            maxima      | x=7       | LOST          | y is not there
            maxima      | x=8,y=1   | NEVER_WRITTEN | x is 8
            maxima      | x=7,y=1,z=1 | NEVER_WRITTEN | has z
            totals      | 1=5,2=3   | LOST          | 1 is 5
            totals      | 1=8       | LOST          | 2 is not there
            totals      | 1=9,2=3   | NEVER_WRITTEN | 1 is 9
            causal      | 1=5,2=3   | LOST          | 1 is 5
            causal      | 1=8       | LOST          | 2 is not there
            causal      | 1=5,1=8,2=3 | TWICE       | has 1 twice
            dependent   | ''        | LOST          | 1 is not there
            """)
    void whatATypeDoesNotAllowIsFound(String key, String values, Kind kind, String what) {
        history.everywhere(key, values.isEmpty() ? new String[0] : values.split(","));
        assertFound(kind, what);
    }

    @Test
    void whatWasAddedWhileItWasRemovedMayStay() {
        history.begunAt(24, 245_000).everywhere("set-of-some", "kept", "gone");
        assertThat(history.violations()).isEmpty();
    }

    @Test
    void whatMayHaveBeenRemovedMayBeThereOrNot() {
        history.failing(24).everywhere("set-of-some", "kept", "gone");
        assertThat(history.violations()).isEmpty();
    }

    @Test
    void aKeyThatNobodyWroteIsFound() {
        for (int set = 0; set < 2; set++) {
            history.and(new Event.Observed(1_900_000, set, "other", Change.Type.COUNTER, List.of("1"), "1"));
        }
        assertFound(Kind.NEVER_WRITTEN, "other");
    }

    @Test
    void aWriteThatOneReplicaSetLacksIsFound() {
        history.without(event -> event instanceof Event.Observed seen
                && seen.replicaSet() == 1
                && seen.key().equals("max"));
        assertThat(history.violations())
                .extracting(Violation::kind)
                .containsExactlyInAnyOrder(Kind.LOST, Kind.DIVERGED);
    }

    @Test
    void otherBytesOfTheSameValueAreFound() {
        history.with(
                Event.Observed.class,
                seen -> seen.replicaSet() == 1 && seen.key().equals("counter"),
                seen -> new Event.Observed(seen.at(), 1, seen.key(), seen.type(), seen.values(), "others"));
        assertFound(Kind.DIVERGED, "counter differs");
    }

    @Test
    void aReplicaSetWithNothingAtAllIsFound() {
        history.without(event -> event instanceof Event.Observed seen && seen.replicaSet() == 1);
        assertThat(history.violations()).extracting(Violation::kind).contains(Kind.LOST, Kind.DIVERGED);
    }

    @Test
    void aReadWithoutOnesOwnWriteIsFound() {
        answers(4, "2");
        assertFound(Kind.STALE_READ, "client 1 read 2 of counter");
    }

    @Test
    void aReadOfMoreThanAllHaveWrittenIsFound() {
        answers(4, "16");
        assertFound(Kind.TWICE, "client 1 read 16 of counter");
    }

    @Test
    void whatHasNotComeToRestIsFound() {
        history.with(
                Event.Settled.class,
                settled -> true,
                settled -> new Event.Settled(settled.at(), settled.replicaSets(), List.of("3 runs have not ended")));
        assertFound(Kind.STUCK, "3 runs");
    }

    @Test
    void aProcessThatItsLauncherWouldNotStartAgainIsFound() {
        history.with(Event.Died.class, died -> true, died -> new Event.Died(died.at(), died.server(), 2));
        assertFound(Kind.GAVE_UP, "worker ended with code 2");
    }

    @Test
    void aProcessThatComputesWithNothingToDoIsFound() {
        measured(100, 200, 980);
        assertFound(Kind.STUCK, "kvs-0 is busy with 98 %");
    }

    @Test
    void threadsThatAreLeftAreFound() {
        measured(400, 200, 40);
        assertFound(Kind.LEFT_BEHIND, "kvs-0 has 400 threads");
    }

    @Test
    void filesThatAreLeftOpenAreFound() {
        measured(100, 2_000, 40);
        assertFound(Kind.LEFT_BEHIND, "kvs-0 has 2000 open files");
    }

    @Test
    void theLastLookAtAProcessCounts() {
        measured(400, 200, 980).and(new Event.Measured(1_960_000, true, "kvs-0", 100, 200, 40));
        assertThat(history.violations()).isEmpty();
    }

    /** Afterwards, of one process. */
    private TestHistory measured(int threads, int handles, int perMille) {
        return history.with(
                Event.Measured.class,
                measured -> measured.afterwards() && measured.server().equals("kvs-0"),
                measured -> new Event.Measured(measured.at(), true, "kvs-0", threads, handles, perMille));
    }

    @Test
    void aHistoryThatBreaksOffIsFound() {
        history.without(event -> event instanceof Event.Settled);
        assertFound(Kind.INCOMPLETE, "no end");
    }

    @Test
    void anEndAtWhichNoReplicaSetWasLookedAtIsFound() {
        history.without(event -> event instanceof Event.Observed);
        history.with(
                Event.Settled.class, settled -> true, settled -> new Event.Settled(settled.at(), List.of(), List.of()));
        assertFound(Kind.INCOMPLETE, "no end");
    }

    @Test
    void aReplicaSetOfWhichNothingWasSeenIsFound() {
        history.without(event -> event instanceof Event.Observed seen && seen.replicaSet() == 1);
        assertThat(history.violations())
                .anySatisfy(violation -> assertThat(violation.what()).contains("replica set 1, set has no a"))
                .extracting(Violation::kind)
                .containsOnly(Kind.LOST, Kind.DIVERGED);
    }

    private void answers(long id, String result) {
        history.with(
                Event.Answered.class,
                answered -> answered.id() == id,
                answered -> new Event.Answered(answered.at(), id, result));
    }

    private void gone(String key) {
        history.without(
                event -> event instanceof Event.Observed seen && seen.key().equals(key));
    }

    /** Nothing but this, once or, where it is said of each of them, of both replica sets. */
    private void assertFound(Kind kind, String what) {
        assertThat(history.violations()).isNotEmpty().allSatisfy(violation -> {
            assertThat(violation.kind()).isEqualTo(kind);
            assertThat(violation.what()).contains(what);
        });
    }
}
