package io.cloudburst.sdk.json.lattice;

import io.cloudburst.lattices.LatticeType;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** Lattice types as they are typed: by the names that tools show, and what the SDK's users know by the SDK's names. */
public final class TypeNames {
    private static final Map<String, LatticeType> OF_THE_SDK = Map.of(
            "object", LatticeType.LAST_WRITER_WINS,
            "counter", LatticeType.UP_DOWN_COUNTER,
            "set", LatticeType.OBSERVED_REMOVE_SET);

    private TypeNames() {}

    /** @throws IllegalArgumentException naming all types */
    public static LatticeType parse(String name) {
        LatticeType known = OF_THE_SDK.get(name);
        return known != null
                ? known
                : Arrays.stream(LatticeType.values())
                        .filter(type -> type.toString().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "'%s' is no lattice type; use one of %s".formatted(name, all())));
    }

    private static String all() {
        return Arrays.stream(LatticeType.values()).map(LatticeType::toString).collect(Collectors.joining(", "))
                + ", or object, counter, set for last-writer-wins, up-down-counter, observed-remove-set";
    }
}
