package io.cloudburst.lattices;

import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Distinct byte strings in ascending order (unsigned, lexicographic), side by side in one array: no object an element, and a union
 * copies whole runs. Immutable.
 */
final class SortedBytes implements Iterable<byte[]> {
    static final SortedBytes EMPTY = new SortedBytes(new byte[0], new int[0]);

    // Element i is data[ends[i - 1] .. ends[i]); data has no byte that is in no element.
    private final byte[] data;
    private final int[] ends;

    private SortedBytes(byte[] data, int[] ends) {
        this.data = data;
        this.ends = ends;
    }

    static SortedBytes of(byte[] element) {
        return new SortedBytes(element.clone(), new int[] {element.length});
    }

    /** The elements in any order; repeated ones count once. */
    static SortedBytes of(Collection<byte[]> elements) {
        byte[][] sorted = elements.toArray(new byte[0][]);
        Arrays.sort(sorted, Arrays::compareUnsigned);
        int distinct = 0;
        int bytes = 0;
        for (byte[] element : sorted) {
            if (distinct == 0 || !Arrays.equals(element, sorted[distinct - 1])) {
                sorted[distinct++] = element;
                bytes = Math.addExact(bytes, element.length);
            }
        }
        byte[] data = new byte[bytes];
        int[] ends = new int[distinct];
        int end = 0;
        for (int i = 0; i < distinct; i++) {
            System.arraycopy(sorted[i], 0, data, end, sorted[i].length);
            end += sorted[i].length;
            ends[i] = end;
        }
        return new SortedBytes(data, ends);
    }

    int size() {
        return ends.length;
    }

    /** A copy of the element with that index. */
    byte[] get(int index) {
        return Arrays.copyOfRange(data, start(index), ends[index]);
    }

    /** The last byte of the element with that index, which must not be empty. */
    byte lastByte(int index) {
        return data[ends[index] - 1];
    }

    /** The index of the element; where it is absent, {@code -1 - i} with the index i that it would have. */
    int find(byte[] element) {
        return find(0, size(), element, 0, element.length);
    }

    /** Finds the bytes from {@code from} to before {@code to} among the elements from {@code low} to before {@code high}. */
    private int find(int low, int high, byte[] bytes, int from, int to) {
        int least = low;
        int greatest = high - 1;
        while (least <= greatest) {
            int middle = (least + greatest) >>> 1;
            int order = Arrays.compareUnsigned(data, start(middle), ends[middle], bytes, from, to);
            if (order == 0) {
                return middle;
            } else if (order < 0) {
                least = middle + 1;
            } else {
                greatest = middle - 1;
            }
        }
        return -1 - least;
    }

    /** What {@link #find} says of each element of {@code others}; costs little more than a look-up each where they are few. */
    int[] findAll(SortedBytes others) {
        int[] found = new int[others.size()];
        int from = 0;
        for (int i = 0; i < found.length; i++) {
            found[i] = findFrom(from, others, i);
            from = found[i] >= 0 ? found[i] + 1 : -1 - found[i];
        }
        return found;
    }

    /** Finds an element that is known not to be before {@code from}, in time logarithmic in how far it is from there. */
    private int findFrom(int from, SortedBytes others, int other) {
        int low = from;
        int step = 1;
        while (low + step <= size() && compare(low + step - 1, others, other) < 0) {
            low += step;
            step <<= 1;
        }
        return find(low, Math.min(low + step, size()), others.data, others.start(other), others.ends[other]);
    }

    private int compare(int index, SortedBytes others, int other) {
        return Arrays.compareUnsigned(
                data, start(index), ends[index], others.data, others.start(other), others.ends[other]);
    }

    /** Both together; {@code this} or {@code other} itself where that is all. */
    SortedBytes union(SortedBytes other) {
        return size() >= other.size() ? insert(other, findAll(other)) : other.insert(this, other.findAll(this));
    }

    /** This with those elements of {@code others} that are absent, as {@link #findAll} {@code found}. */
    SortedBytes insert(SortedBytes others, int[] found) {
        int absent = 0;
        int bytes = data.length;
        for (int i = 0; i < found.length; i++) {
            if (found[i] < 0) {
                absent++;
                bytes = Math.addExact(bytes, others.length(i));
            }
        }
        if (absent == 0) {
            return this;
        }
        Builder union = new Builder(Math.addExact(size(), absent), bytes);
        int next = 0;
        for (int i = 0; i < found.length; i++) {
            if (found[i] < 0) {
                union.append(this, next, -1 - found[i]);
                union.append(others, i, i + 1);
                next = -1 - found[i];
            }
        }
        union.append(this, next, size());
        return union.build();
    }

    /** The elements with the indexes for which {@code kept} is not null. */
    SortedBytes keep(Object[] kept) {
        Builder rest = new Builder(size(), data.length);
        int next = 0;
        while (next < kept.length) {
            int from = next;
            while (next < kept.length && kept[next] != null) {
                next++;
            }
            rest.append(this, from, next);
            next++;
        }
        return rest.build();
    }

    /** The elements with the indexes from {@code from} to before {@code to}. */
    SortedBytes slice(int from, int to) {
        Builder slice = new Builder(to - from, end(to) - end(from));
        slice.append(this, from, to);
        return slice.build();
    }

    /** Copies of the elements, ascending. */
    @Override
    public Iterator<byte[]> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < size();
            }

            @Override
            public byte[] next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return get(next++);
            }
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SortedBytes that && Arrays.equals(ends, that.ends) && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(ends) + Arrays.hashCode(data);
    }

    /** The number of elements, their lengths, then the elements without anything between them. */
    void encode(Encoder out) {
        out.writeVarint(size());
        for (int i = 0; i < size(); i++) {
            out.writeVarint(length(i));
        }
        out.writeRaw(data, 0, data.length);
    }

    static SortedBytes decode(Decoder in, String what) {
        int[] ends = new int[in.readCount(1, what)];
        int end = 0;
        for (int i = 0; i < ends.length; i++) {
            int position = in.position();
            long length = in.readVarint();
            if (length < 0 || length > in.remaining() - end) {
                throw in.malformed(
                        "ends early: " + Long.toUnsignedString(length) + " more bytes of " + what + " announced",
                        position);
            }
            end += (int) length;
            ends[i] = end;
        }
        int begin = in.position();
        SortedBytes decoded = new SortedBytes(in.readRaw(end), ends);
        for (int i = 1; i < ends.length; i++) {
            if (decoded.compare(i - 1, decoded, i) >= 0) {
                throw in.malformed(what + " not in ascending order", begin + decoded.start(i));
            }
        }
        return decoded;
    }

    private int start(int index) {
        return end(index);
    }

    /** Where the first {@code count} elements end. */
    private int end(int count) {
        return count == 0 ? 0 : ends[count - 1];
    }

    private int length(int index) {
        return ends[index] - start(index);
    }

    /** Appends runs of elements to arrays that are at least as large as needed. */
    private static final class Builder {
        private final byte[] data;
        private final int[] ends;
        private int size;
        private int bytes;

        Builder(int maxSize, int maxBytes) {
            data = new byte[maxBytes];
            ends = new int[maxSize];
        }

        void append(SortedBytes source, int from, int to) {
            int begin = source.end(from);
            int length = source.end(to) - begin;
            System.arraycopy(source.data, begin, data, bytes, length);
            int shift = bytes - begin;
            for (int i = from; i < to; i++) {
                ends[size++] = source.ends[i] + shift;
            }
            bytes += length;
        }

        SortedBytes build() {
            boolean full = size == ends.length && bytes == data.length;
            return full
                    ? new SortedBytes(data, ends)
                    : new SortedBytes(Arrays.copyOf(data, bytes), Arrays.copyOf(ends, size));
        }
    }
}
