package io.cloudburst.chaos.load;

import io.cloudburst.chaos.history.Change;
import io.cloudburst.lattices.BooleanOr;
import io.cloudburst.lattices.GrowOnlyCounter;
import io.cloudburst.lattices.GrowOnlySet;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.LatticeMap;
import io.cloudburst.lattices.LowestPriority;
import io.cloudburst.lattices.Max;
import io.cloudburst.lattices.Min;
import io.cloudburst.lattices.MultiKeyCausal;
import io.cloudburst.lattices.OrderedSet;
import io.cloudburst.lattices.SingleKeyCausal;
import io.cloudburst.lattices.VectorClock;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Changes as what is merged into the store, of the types that have no interface of their own. */
final class Lattices {
    private Lattices() {}

    /** @throws IllegalArgumentException if the type has an interface of its own */
    static Lattice<?> of(Change change) {
        String value = change.value();
        return switch (change.type()) {
            case GROW_ONLY_SET -> GrowOnlySet.of(bytes(value));
            case ORDERED_SET -> OrderedSet.of(bytes(value));
            case MAX -> Max.of(Long.parseLong(value));
            case MIN -> Min.of(Long.parseLong(value));
            case FLAG -> BooleanOr.of(Boolean.parseBoolean(value));
            case LOWEST_PRIORITY -> LowestPriority.of(Long.parseLong(value), bytes(value));
            case MAP_OF_MAXIMA -> LatticeMap.of(name(value), Max.of(number(value)));
            case TOTALS -> GrowOnlyCounter.of(Long.parseLong(name(value)), number(value));
            case CAUSAL -> SingleKeyCausal.of(clock(value), bytes(value));
            case CAUSAL_WITH_DEPENDENCIES ->
                MultiKeyCausal.of(clock(value), Map.of(Keys.PREFIX + "causal/0", clock(value)), bytes(value));
            case COUNTER, SET, MAP, OBJECT, LARGE_OBJECT ->
                throw new IllegalArgumentException(change.type() + " is not merged as a lattice");
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String name(String field) {
        return field.substring(0, field.indexOf('='));
    }

    private static long number(String field) {
        return Long.parseLong(field.substring(field.indexOf('=') + 1));
    }

    /** A writer that has read nothing counts its own writes. */
    private static VectorClock clock(String version) {
        return VectorClock.of(Long.parseLong(name(version)), number(version));
    }
}
