package io.cloudburst.lattices;

import static io.cloudburst.lattices.Samples.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.junit.jupiter.api.Test;

class LastWriterWinsTest extends LatticeLaws<LastWriterWins> {
    @Override
    Arbitrary<LastWriterWins> anyDelta() {
        Arbitrary<Long> times = Arbitraries.of(-1L, 0L, 1_700_000_000_000_000L);
        Arbitrary<Long> expiries = Arbitraries.of(0L, 1L, Long.MAX_VALUE - 1, Long.MAX_VALUE);
        return Arbitraries.oneOf(
                Combinators.combine(times, Samples.writers(), Samples.bytes()).as(LastWriterWins::of),
                Combinators.combine(times, Samples.writers(), Samples.bytes(), expiries)
                        .as(LastWriterWins::expiring),
                Combinators.combine(times, Samples.writers()).as(LastWriterWins::deleted));
    }

    @Test
    void theLaterWriteWins() {
        LastWriterWins earlier = LastWriterWins.of(1, 9, utf8("earlier"));
        LastWriterWins later = LastWriterWins.of(2, 1, utf8("later"));
        assertThat(earlier.merge(later)).isSameAs(later);
        assertThat(later.merge(earlier)).isSameAs(later);
    }

    @Test
    void tiesAreDecidedByWriterThenDeletionThenBytesThenExpiry() {
        List<LastWriterWins> ascending = List.of(
                LastWriterWins.of(-1, 5, utf8("z")),
                LastWriterWins.of(1, -1, utf8("z")),
                LastWriterWins.of(1, 1, utf8("")),
                LastWriterWins.of(1, 1, utf8("a")),
                LastWriterWins.expiring(1, 1, utf8("b"), 10),
                LastWriterWins.expiring(1, 1, utf8("b"), 11),
                LastWriterWins.of(1, 1, utf8("b")),
                LastWriterWins.of(1, 1, new byte[] {-1}),
                LastWriterWins.deleted(1, 1),
                LastWriterWins.of(1, 2, utf8("a")));
        List<LastWriterWins> shuffled = new ArrayList<>(ascending);
        Collections.reverse(shuffled);
        assertThat(shuffled.stream().sorted()).containsExactlyElementsOf(ascending);
    }

    @Test
    void aDeletionHidesWhatWasWrittenBeforeAndNotWhatIsWrittenAfter() {
        LastWriterWins deleted = LastWriterWins.of(1, 1, utf8("old")).merge(LastWriterWins.deleted(2, 1));
        assertThat(deleted.isDeleted()).isTrue();
        assertThat(deleted.isLive(0)).isFalse();
        assertThat(deleted.value()).isEmpty();
        LastWriterWins again = deleted.merge(LastWriterWins.of(3, 1, utf8("new")));
        assertThat(again.isLive(0)).isTrue();
        assertThat(again.value()).isEqualTo(utf8("new"));
    }

    @Test
    void anExpiringValueIsLiveUntilItsTimeAndThenStillHidesOlderOnes() {
        LastWriterWins value =
                LastWriterWins.of(1, 1, utf8("old")).merge(LastWriterWins.expiring(2, 1, utf8("new"), 1000));
        assertThat(value.isLive(999)).isTrue();
        assertThat(value.isLive(1000)).isFalse();
        assertThat(value.expiresAtMillis()).hasValue(1000);
    }

    @Test
    void anEmptyValueIsAValue() {
        assertThat(LastWriterWins.of(1, 1, new byte[0]).isLive(0)).isTrue();
        assertThat(LastWriterWins.of(1, 1, new byte[0])).isNotEqualTo(LastWriterWins.deleted(1, 1));
    }

    @Test
    void anExpiryBeforeTheEpochIsRefused() {
        assertThatThrownBy(() -> LastWriterWins.expiring(1, 1, utf8("x"), -1)).hasMessageContaining("-1");
    }

    @Test
    void arraysAreNotShared() {
        byte[] given = utf8("value");
        LastWriterWins value = LastWriterWins.of(1, 1, given);
        given[0] = 'X';
        value.value()[1] = 'X';
        assertThat(value.value()).isEqualTo(utf8("value"));
        assertThat(value.valueBuffer().isReadOnly()).isTrue();
        byte[] encoded = LatticeCodec.encode(value);
        Lattice<?> decoded = LatticeCodec.decode(encoded);
        encoded[encoded.length - 1] = 'X';
        assertThat(decoded).isEqualTo(value);
    }
}
