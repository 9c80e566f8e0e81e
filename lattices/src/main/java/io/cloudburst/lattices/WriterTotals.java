package io.cloudburst.lattices;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * A positive total a writer, merged by the greater one: what counters and vector clocks are made of. A writer that is not in it has
 * the total 0. Immutable.
 */
final class WriterTotals {
    static final WriterTotals EMPTY = new WriterTotals(new long[0], new long[0]);

    // Ascending.
    private final long[] writers;
    // The total of each writer; none is below 1.
    private final long[] totals;

    private WriterTotals(long[] writers, long[] totals) {
        this.writers = writers;
        this.totals = totals;
    }

    static WriterTotals of(long writer, long total) {
        if (total < 0) {
            throw new IllegalArgumentException(
                    "total " + total + " of writer " + writer + " is negative; totals only grow");
        }
        return total == 0 ? EMPTY : new WriterTotals(new long[] {writer}, new long[] {total});
    }

    long get(long writer) {
        int index = Arrays.binarySearch(writers, writer);
        return index < 0 ? 0 : totals[index];
    }

    /** How many writers have a total. */
    int size() {
        return writers.length;
    }

    /** One of them. */
    long writer(int index) {
        return writers[index];
    }

    /** Its total. */
    long total(int index) {
        return totals[index];
    }

    /** The totals by writer; a copy. */
    Map<Long, Long> toMap() {
        Map<Long, Long> byWriter = new TreeMap<>();
        for (int i = 0; i < writers.length; i++) {
            byWriter.put(writers[i], totals[i]);
        }
        return byWriter;
    }

    WriterTotals merge(WriterTotals other) {
        if (other.isWithin(this)) {
            return this;
        }
        if (isWithin(other)) {
            return other;
        }
        long[] mergedWriters = new long[writers.length + other.writers.length];
        long[] mergedTotals = new long[mergedWriters.length];
        int size = 0;
        Pairing pairing = new Pairing(writers, other.writers);
        while (pairing.advance()) {
            long mine = pairing.left() < 0 ? 0 : totals[pairing.left()];
            long theirs = pairing.right() < 0 ? 0 : other.totals[pairing.right()];
            mergedWriters[size] = pairing.number();
            mergedTotals[size++] = Math.max(mine, theirs);
        }
        return new WriterTotals(Arrays.copyOf(mergedWriters, size), Arrays.copyOf(mergedTotals, size));
    }

    /** Whether no total here is greater than the same writer's there. */
    boolean isWithin(WriterTotals other) {
        if (writers.length > other.writers.length) {
            return false;
        }
        int theirs = 0;
        for (int mine = 0; mine < writers.length; mine++) {
            while (theirs < other.writers.length && other.writers[theirs] < writers[mine]) {
                theirs++;
            }
            if (theirs == other.writers.length
                    || other.writers[theirs] != writers[mine]
                    || other.totals[theirs] < totals[mine]) {
                return false;
            }
        }
        return true;
    }

    BigInteger sum() {
        BigInteger sum = BigInteger.ZERO;
        long part = 0;
        for (long total : totals) {
            if (part > Long.MAX_VALUE - total) {
                sum = sum.add(BigInteger.valueOf(part));
                part = 0;
            }
            part += total;
        }
        return sum.add(BigInteger.valueOf(part));
    }

    /** The number as a long; the nearest there is, where it has more than 64 bits. */
    static long nearestLong(BigInteger number) {
        if (number.bitLength() < Long.SIZE) {
            return number.longValue();
        }
        return number.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    /** Some total order. */
    int compareTo(WriterTotals other) {
        int order = Arrays.compare(writers, other.writers);
        return order == 0 ? Arrays.compare(totals, other.totals) : order;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WriterTotals that
                && Arrays.equals(writers, that.writers)
                && Arrays.equals(totals, that.totals);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(writers) + Arrays.hashCode(totals);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < writers.length; i++) {
            text.append(i == 0 ? "" : ", ").append(writers[i]).append(": ").append(totals[i]);
        }
        return text.append('}').toString();
    }

    void encode(Encoder out) {
        out.writeAscending(writers);
        for (long total : totals) {
            out.writeVarint(total);
        }
    }

    static WriterTotals decode(Decoder in) {
        long[] writers = in.readAscending(2, "writers");
        long[] totals = new long[writers.length];
        for (int i = 0; i < totals.length; i++) {
            int position = in.position();
            totals[i] = in.readVarint(Long.MAX_VALUE, "a total");
            if (totals[i] == 0) {
                throw in.malformed("a total of 0, which is not written", position);
            }
        }
        return new WriterTotals(writers, totals);
    }
}
