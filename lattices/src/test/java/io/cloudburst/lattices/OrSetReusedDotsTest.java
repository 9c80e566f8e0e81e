package io.cloudburst.lattices;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Writers that use a dot for several elements lose some of them, but replicas still agree on which. */
class OrSetReusedDotsTest extends DecompositionLaws<OrSet> {
    @Override
    Arbitrary<OrSet> anyDelta() {
        Arbitrary<byte[]> elements = Arbitraries.of("x", "y").map(Samples::utf8);
        return Combinators.combine(Samples.dots(), elements, Arbitraries.of(true, true, false))
                .as((dot, element, add) -> {
                    OrSet added = OrSet.add(dot, element);
                    return add ? added : added.remove(element);
                });
    }

    @Override
    List<byte[]> elements() {
        return Samples.utf8("x", "y");
    }

    @Override
    Object seen(OrSet value, byte[] element) {
        return value.dots(element);
    }

    @Override
    boolean elementsAreExact() {
        return false;
    }
}
