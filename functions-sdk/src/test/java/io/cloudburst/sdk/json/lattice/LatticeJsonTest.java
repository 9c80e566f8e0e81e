package io.cloudburst.sdk.json.lattice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.LatticeType;
import io.cloudburst.lattices.MultiKeyCausal;
import io.cloudburst.lattices.SingleKeyCausal;
import io.cloudburst.lattices.UpDownCounter;
import io.cloudburst.lattices.VectorClock;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LatticeJsonTest {
    private static final int SEEDS = 300;
    private static final Set<LatticeType> WITH_HISTORY =
            Set.of(LatticeType.OBSERVED_REMOVE_SET, LatticeType.OBSERVED_REMOVE_MAP, LatticeType.MAP);

    @ParameterizedTest
    @EnumSource
    void theStateOfALatticeIsReadBack(LatticeType type) {
        for (long seed = 0; seed < SEEDS; seed++) {
            Lattice<?> lattice = new RandomLattices(seed).next(type);
            String state = LatticeJson.state(lattice).toString();
            Lattice<?> read = LatticeJson.read(type, state);

            assertThat(Lattice.join(lattice, read))
                    .as("seed %d: %s", seed, state)
                    .isEqualTo(lattice);
            assertThat(LatticeJson.state(read)).as("seed %d", seed).hasToString(state);
            assertThat(LatticeJson.value(read)).as("seed %d", seed).isEqualTo(LatticeJson.value(lattice));
            if (!WITH_HISTORY.contains(type)) {
                assertThat(read).as("seed %d: %s", seed, state).isEqualTo(lattice);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "max | 7 | 7",
                "max | 2.5 | 2.5",
                "min | \"-Infinity\" | \"-Infinity\"",
                "boolean-or | true | true",
                "object | 7 | 7",
                "object | {\"value\": {\"a\": 1}} | {\"a\":1}",
                "object | {\"deleted\": true} | null",
                "object | {\"value\": 1, \"expiresAtMillis\": 0} | null",
                "set | [\"b\", \"a\", \"b\"] | [\"a\",\"b\"]",
                "set | [] | []",
                "grow-only-set | [\"a\", [1]] | [\"a\",[1]]",
                "ordered-set | [2, 1] | [1,2]",
                "counter | -3 | -3",
                "counter | {\"1\": {\"up\": 5}, \"2\": {\"down\": 7}} | -2",
                "grow-only-counter | 3 | 3",
                "lowest-priority | {\"priority\": 1, \"value\": \"a\"} | {\"priority\":1.0,\"value\":\"a\"}",
                "map | {\"x\": {\"max\": 3, \"set\": [1]}} | {\"x\":{\"max\":3,\"observed-remove-set\":[1]}}",
                "observed-remove-map | {\"Ada\": 36, \"n\": {\"max\": 1}} | {\"Ada\":36,\"n\":{\"max\":1}}",
                "observed-remove-map | {\"puts\": {\"max\": 1}} | {\"puts\":{\"max\":1}}",
                "single-key-causal | {\"clock\": {\"1\": 2}, \"values\": [\"a\"]} | [{\"clock\":{\"1\":2},\"values\":[\"a\"]}]",
            })
    void aValueIsAWriteOfNow(String type, String json, String value) {
        Lattice<?> lattice = LatticeJson.read(TypeNames.parse(type), json);

        assertThat(LatticeJson.value(lattice)).hasToString(value);
    }

    @Test
    void twoFreshWritesAreOfDifferentWriters() {
        UpDownCounter sum = ((UpDownCounter) LatticeJson.read(LatticeType.UP_DOWN_COUNTER, "3"))
                .merge((UpDownCounter) LatticeJson.read(LatticeType.UP_DOWN_COUNTER, "3"));

        assertThat(sum.value()).isEqualTo(6);
    }

    @Test
    void siblingsAreShownWithTheirClocksAndDependencies() {
        SingleKeyCausal two = SingleKeyCausal.of(VectorClock.of(1, 2), new byte[] {1})
                .merge(SingleKeyCausal.deleted(VectorClock.of(2, 1)));
        assertThat(LatticeJson.value(two))
                .hasToString("[{\"clock\":{\"1\":2},\"values\":[\"AQ==\"]},{\"clock\":{\"2\":1},\"values\":[]}]");

        MultiKeyCausal dependent = MultiKeyCausal.deleted(VectorClock.of(1, 1), Map.of("other", VectorClock.of(3, 4)));
        assertThat(LatticeJson.value(dependent))
                .hasToString("[{\"clock\":{\"1\":1},\"dependencies\":{\"other\":{\"3\":4}},\"values\":[]}]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "max | { | not JSON",
                "max | \"seven\" | expected a number, not \"seven\"",
                "max | 9223372036854775808 | 64 bits",
                "boolean-or | 1 | true or false",
                "object | {\"a\": 1} | {\"value\": {\"a\":1}}",
                "object | {\"value\": 1, \"time\": 2} | unknown field \"time\"",
                "object | {\"deleted\": true, \"value\": 2} | leave these fields out",
                "object | {\"value\": 1, \"expiresAtMillis\": -1} | at expiresAtMillis: expiry -1",
                "object | {\"value\": {\"$bytes\": \"?\"}} | at value: its $bytes are no base64",
                "object | {\"value\": {\"$bytes\": \"AQ==\", \"$as\": \"x\"}} | leave $as out",
                "set | 5 | expected an array of elements",
                "set | {\"adds\": [{\"value\": 1, \"writer\": \"1\", \"counter\": 0}]} | at adds[0].counter: 0 is not",
                "set | {\"adds\": [{\"value\": 1, \"counter\": 1}]} | field \"writer\" is missing",
                "map | {\"x\": 3} | at x: expected an object of a type and its value",
                "map | {\"x\": {\"maximum\": 3}} | at x: 'maximum' is no lattice type",
                "map | {\"x\": {\"max\": \"a\"}} | at x.max: expected a number",
                "map | {\"x\": {}} | at x: a type and its value are missing",
                "counter | 1.5 | 64 bits",
                "counter | {\"me\": {\"up\": 1}} | \"me\" is not the id of a writer",
                "counter | {\"1\": {\"up\": -1}} | at 1.up: -1 is negative",
                "grow-only-counter | -1 | -1 is negative",
                "lowest-priority | {\"value\": 1} | field \"priority\" is missing",
                "single-key-causal | [] | a sibling is missing",
                "single-key-causal | {\"values\": 1} | at values: expected an array",
                "single-key-causal | {\"values\": [], \"dependencies\": {}} | unknown field",
                "multi-key-causal | {\"values\": [], \"dependencies\": {\"k\": 1}} | at dependencies.k: expected a clock",
            })
    void whatIsWrongIsSaidWithItsPlace(String type, String json, String message) {
        LatticeType parsed = TypeNames.parse(type);

        assertThatThrownBy(() -> LatticeJson.read(parsed, json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void anUnknownTypeIsToldWhichThereAre() {
        assertThatThrownBy(() -> TypeNames.parse("bag"))
                .hasMessageContaining("'bag'")
                .hasMessageContaining("observed-remove-map")
                .hasMessageContaining("counter");
    }

    @Test
    void mapsNestedTooDeepAreRefusedHere() {
        String deep = "{\"a\": {\"map\": ".repeat(20) + "{}" + "}}".repeat(20);

        assertThatThrownBy(() -> LatticeJson.read(LatticeType.MAP, deep)).isInstanceOf(IllegalArgumentException.class);
    }
}
