package io.cloudburst.kvs.rocks;

import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.UpDownCounter;
import java.util.ArrayList;
import java.util.List;

/**
 * Operands that add to a counter. Such a one is what it makes of nothing, a counter, and how far it shifts the log's totals in what
 * comes before it: applied to {@code c}, it is {@code c} shifted and then joined with its own counter. One that follows another makes
 * one of them both, so chains with increments are folded in any grouping as others are, but only in the order of the log: a delta may
 * have brought the log's totals of another counter.
 */
final class Increments {
    private Increments() {}

    static boolean areIn(List<Operand> operands) {
        for (Operand operand : operands) {
            if (operand.shift() != Shift.NONE) {
                return true;
            }
        }
        return false;
    }

    /** All of them as one, the oldest first; they are counters. */
    static Operand join(List<Operand> operands) {
        long newest = 0;
        // Of those behind.
        Shift after = Shift.NONE;
        Shift totals = Shift.NONE;
        List<Lattice<?>> counters = new ArrayList<>();
        for (int i = operands.size() - 1; i >= 0; i--) {
            Operand operand = operands.get(i);
            newest = Math.max(newest, operand.offset());
            if (operand.isIncrement()) {
                totals = totals.max(operand.shift().plus(after));
            } else {
                UpDownCounter counter = (UpDownCounter) operand.lattice();
                totals = totals.max(Shift.in(counter).plus(after));
                counters.add(counter);
            }
            after = operand.shift().plus(after);
        }
        if (counters.isEmpty()) {
            return Operand.increment(newest, after);
        }
        counters.add(totals.toCounter());
        return Operand.shifting(newest, after, Lattice.join(counters));
    }

    /**
     * The operands as they can be joined into a counter in any order and more than once: with the log's totals to which they have led
     * in place of what they add.
     *
     * @param now what the key has with all of them
     */
    static List<Operand> withTotals(List<Operand> operands, Operand now) {
        if (!(now.lattice() instanceof UpDownCounter counter)) {
            // They are refused.
            return operands;
        }
        UpDownCounter totals = Shift.in(counter).toCounter();
        return operands.stream()
                .map(operand -> operand.shift() == Shift.NONE
                        ? operand
                        : Operand.of(operand.offset(), Lattice.join(operand.lattice(), totals)))
                .toList();
    }
}
