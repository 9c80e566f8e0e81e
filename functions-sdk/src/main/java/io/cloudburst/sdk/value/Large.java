package io.cloudburst.sdk.value;

import io.cloudburst.protocol.LargeValue;
import io.cloudburst.protocol.Slice;
import io.cloudburst.protocol.Value;
import io.cloudburst.protocol.ValueList;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/**
 * Values whose bytes are elsewhere, and lists of which some are. They can be passed on, and lists of them taken apart and put
 * together, without the bytes; whoever wants to look inside has them fetched first.
 */
public final class Large {
    private Large() {}

    /** Whether some of its bytes are elsewhere. */
    public static boolean isIn(Value value) {
        return value.hasLarge()
                || value.getList().getJoined()
                        && value.getList().getValuesList().stream().anyMatch(Large::isIn);
    }

    /** What of it is elsewhere. */
    public static List<LargeValue> in(Value value) {
        if (value.hasLarge()) {
            return List.of(value.getLarge());
        }
        return value.getList().getJoined()
                ? value.getList().getValuesList().stream()
                        .flatMap(piece -> in(piece).stream())
                        .toList()
                : List.of();
    }

    /** Of its encoding, wherever it is; of a slice, those of the whole. */
    public static long bytes(Value value) {
        if (value.hasLarge()) {
            return value.getLarge().getBytes();
        }
        return value.getList().getJoined()
                ? value.getList().getValuesList().stream()
                        .mapToLong(Large::bytes)
                        .sum()
                : value.getSerializedSize();
    }

    /** The list of all elements of these lists. */
    public static Value join(List<Value> lists) {
        return Value.newBuilder()
                .setList(ValueList.newBuilder().addAllValues(lists).setJoined(true))
                .build();
    }

    /**
     * How many elements a list has.
     *
     * @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} if it is none
     */
    public static int elements(Value list) {
        if (list.hasLarge()) {
            LargeValue large = list.getLarge();
            if (!large.hasElements()) {
                throw new CloudburstException(
                        ErrorCode.INVALID_ARGUMENT,
                        "expected a list, got a value of %d bytes that is none".formatted(large.getBytes()));
            }
            return large.hasSlice()
                    ? large.getSlice().getTo() - large.getSlice().getFrom()
                    : large.getElements();
        }
        if (list.getList().getJoined()) {
            return list.getList().getValuesList().stream()
                    .mapToInt(Large::elements)
                    .sum();
        }
        return ValueLists.count(list)
                .orElseThrow(() -> ValueLists.notAList(list.getKindCase().name()));
    }

    /** The elements of a list from {@code from} to before {@code to}. */
    public static Value slice(Value list, int from, int to) {
        if (list.hasLarge()) {
            int before = list.getLarge().getSlice().getFrom();
            return Value.newBuilder()
                    .setLarge(list.getLarge().toBuilder()
                            .setSlice(Slice.newBuilder().setFrom(before + from).setTo(before + to)))
                    .build();
        }
        if (!list.getList().getJoined()) {
            return ValueLists.slice(list, from, to);
        }
        List<Value> pieces = new ArrayList<>();
        int begin = 0;
        for (Value piece : list.getList().getValuesList()) {
            int size = elements(piece);
            int first = Math.max(from, begin) - begin;
            int end = Math.min(to, begin + size) - begin;
            if (first < end) {
                pieces.add(first == 0 && end == size ? piece : slice(piece, first, end));
            }
            begin += size;
        }
        return pieces.size() == 1 ? pieces.get(0) : join(pieces);
    }
}
