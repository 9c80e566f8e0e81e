package io.cloudburst.lattices;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Writers that use a dot for several fields lose some of them, but replicas still agree on which. */
class OrMapReusedDotsTest extends DecompositionLaws<OrMap> {
    @Override
    Arbitrary<OrMap> anyDelta() {
        return Combinators.combine(
                        Samples.dots(),
                        Arbitraries.of("x", "y"),
                        Arbitraries.oneOf(Samples.plainLattices()),
                        Arbitraries.of(true, true, false))
                .as((dot, name, value, put) -> {
                    OrMap added = OrMap.put(dot, name, value);
                    return put ? added : added.remove(name);
                });
    }

    @Override
    List<byte[]> elements() {
        return Samples.utf8("x", "y");
    }

    @Override
    Object seen(OrMap value, byte[] element) {
        return Samples.shown(value, element);
    }

    @Override
    boolean elementsAreExact() {
        return false;
    }
}
