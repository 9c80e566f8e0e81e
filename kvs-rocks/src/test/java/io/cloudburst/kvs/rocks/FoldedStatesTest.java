package io.cloudburst.kvs.rocks;

import static io.cloudburst.kvs.rocks.TestRecords.text;
import static io.cloudburst.kvs.rocks.TestRecords.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FoldedStatesTest {
    private static final Key A = new Key(utf8("a"));

    private final FoldedStates states = new FoldedStates();

    private static Operand state(int bytes) {
        return Operand.of(1, text(1, "x".repeat(bytes)));
    }

    @Test
    void whatWasCommittedOutlivesARollback() {
        Operand state = state(10);
        states.put(A, state, 10);
        states.committed();

        states.rolledBack();

        assertThat(states.get(A)).isSameAs(state);
    }

    @Test
    void aStateThatWasNotCommittedIsForgottenByARollback() {
        states.put(A, state(10), 10);

        states.rolledBack();

        assertThat(states.get(A)).isNull();
    }

    @Test
    void aLargeStateStaysOnlyWhereUpdatesAreLargeToo() {
        states.put(A, state(2_000), 1_900);
        assertThat(states.get(A)).isNotNull();

        states.put(A, state(2_000), 50);

        assertThat(states.get(A)).isNull();
    }

    @Test
    void theOneLongestNotUsedGoesWhereThereIsNoRoom() {
        int bytes = 50_000;
        long room = FoldedStates.MAX_BYTES / (2 * bytes);
        states.put(A, state(10), 10);
        Key b = new Key(utf8("b"));
        states.put(b, state(10), 10);
        for (int i = 0; i <= room; i++) {
            assertThat(states.get(A)).isNotNull();
            states.put(new Key(utf8("large-" + i)), state(bytes), bytes);
        }

        assertThat(states.get(b)).isNull();
        assertThat(states.get(A)).isNotNull();
    }
}
