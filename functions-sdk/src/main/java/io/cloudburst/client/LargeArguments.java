package io.cloudburst.client;

import io.cloudburst.protocol.Arguments;
import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.Continuation;
import io.cloudburst.protocol.LargeValue;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.store.LargeValues;
import io.cloudburst.sdk.value.ValueCodec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Writes arguments into the store, the largest first, until the rest of a call's fit its record. */
final class LargeArguments {
    private static final CompletableFuture<List<LargeValue>> NOTHING = CompletableFuture.completedFuture(List.of());

    private final LargeValues values;

    LargeArguments(LargeValues values) {
        this.values = values;
    }

    /** An argument where it stands. */
    private record Place(Arguments.Builder arguments, int index) {
        Value value() {
            return arguments.getValues(index);
        }

        int size() {
            return value().getSerializedSize();
        }
    }

    /**
     * @param call its arguments are replaced
     * @param hashed whether somebody will ask if they are the same as another call's
     * @return completes with what is in the store now
     */
    CompletableFuture<List<LargeValue>> write(Call.Builder call, long deadline, boolean hashed) {
        long size = size(call.getArgumentsList());
        for (Continuation then : call.getContinuationsList()) {
            size += size(then.getArgumentsList());
        }
        if (size <= ValueCodec.MAX_INLINE_BYTES) {
            return NOTHING;
        }
        List<Place> places = places(call);
        places.sort(Comparator.comparingInt(Place::size).reversed());
        List<CompletableFuture<Value>> writes = new ArrayList<>();
        for (Place place : places) {
            if (size <= ValueCodec.MAX_INLINE_BYTES) {
                break;
            }
            size -= place.size();
            writes.add(values.write(place.value(), deadline, hashed));
        }
        return CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new)).thenApply(done -> {
            List<LargeValue> written = new ArrayList<>();
            for (int i = 0; i < writes.size(); i++) {
                Value large = writes.get(i).join();
                places.get(i).arguments().setValues(places.get(i).index(), large);
                written.add(large.getLarge());
            }
            return written;
        });
    }

    /** Without builders, as nearly all calls are small. */
    private static long size(List<Arguments> all) {
        long size = 0;
        for (Arguments arguments : all) {
            for (Value value : arguments.getValuesList()) {
                size += value.getSerializedSize();
            }
        }
        return size;
    }

    private static List<Place> places(Call.Builder call) {
        List<Place> places = new ArrayList<>();
        call.getArgumentsBuilderList().forEach(arguments -> addPlaces(arguments, places));
        call.getContinuationsBuilderList()
                .forEach(then -> then.getArgumentsBuilderList().forEach(arguments -> addPlaces(arguments, places)));
        return places;
    }

    private static void addPlaces(Arguments.Builder arguments, List<Place> places) {
        for (int i = 0; i < arguments.getValuesCount(); i++) {
            places.add(new Place(arguments, i));
        }
    }
}
