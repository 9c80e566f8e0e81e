package io.cloudburst.kvs.rocks;

import io.cloudburst.lattices.LatticeType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is stored under a key: operands in the order of the log, the oldest first. RocksDB's merge appends one without looking at
 * the others; reading folds them.
 *
 * <p>The first operand's type is the key's type, because nothing was under the key before it. Operands of another type are left
 * out of the fold. Every replica meets the updates of a key in the same order, so all of them keep the same type, however the
 * updates were batched and whenever the chain is folded.
 */
final class Chain {
    private Chain() {}

    /**
     * The operands of a stored chain; they share its array.
     *
     * @throws CorruptValueException if the array is not a concatenation of frames
     */
    static List<Operand> parse(byte[] chain) throws CorruptValueException {
        List<Operand> operands = new ArrayList<>(4);
        int position = 0;
        try {
            while (position < chain.length) {
                long offset = Varint.read(chain, position);
                position += Varint.size(offset);
                long length = Varint.read(chain, position);
                position += Varint.size(length);
                if (length < 0 || length > chain.length - position) {
                    throw new CorruptValueException(
                            "an operand of " + length + " bytes where " + (chain.length - position) + " are left",
                            null);
                }
                operands.add(Operand.ofContent(offset, chain, position, (int) length));
                position += (int) length;
            }
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new CorruptValueException("no operand begins at byte " + position + " of a chain", e);
        }
        return operands;
    }

    /**
     * Joins the operands that have the first one's type; nothing comes before that. A single operand is not even decoded.
     *
     * @throws CorruptValueException if one of them can't be decoded or joined
     */
    static Folded fold(List<Operand> operands) throws CorruptValueException {
        Operand first = operands.get(0);
        if (operands.size() == 1) {
            return new Folded(first.asFirst(), List.of());
        }
        try {
            LatticeType type = first.type();
            List<Operand> alike = new ArrayList<>(operands.size());
            List<Operand> refused = new ArrayList<>(0);
            for (Operand operand : operands) {
                (operand.type() == type ? alike : refused).add(operand);
            }
            return new Folded(Operand.join(alike).asFirst(), refused);
        } catch (RuntimeException e) {
            // Whatever a lattice throws on damaged bytes must not reach other keys.
            throw new CorruptValueException("an operand can't be joined: " + e.getMessage(), e);
        }
    }

    /**
     * Makes a chain shorter without knowing what comes before it: joins the operands of a type, whichever it is. What is left is
     * one operand a type, in the order in which the types first came, so that the first one stays the first.
     */
    static List<Operand> joinByType(List<Operand> operands) {
        if (operands.size() == 1) {
            return operands;
        }
        if (areAlike(operands)) {
            return List.of(Operand.join(operands));
        }
        return operands.stream()
                .collect(Collectors.groupingBy(Operand::type, LinkedHashMap::new, Collectors.toList()))
                .values()
                .stream()
                .map(Operand::join)
                .collect(Collectors.toList());
    }

    private static boolean areAlike(List<Operand> operands) {
        LatticeType type = operands.get(0).type();
        for (int i = 1; i < operands.size(); i++) {
            if (operands.get(i).type() != type) {
                return false;
            }
        }
        return true;
    }

    /**
     * A chain made one.
     *
     * @param value the join
     * @param refused the operands of another type than the first, which the join leaves out
     */
    record Folded(Operand value, List<Operand> refused) {}
}
