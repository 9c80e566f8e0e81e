package io.cloudburst.sdk.json.lattice;

import io.cloudburst.lattices.BooleanOr;
import io.cloudburst.lattices.Dot;
import io.cloudburst.lattices.GrowOnlyCounter;
import io.cloudburst.lattices.GrowOnlySet;
import io.cloudburst.lattices.LastWriterWins;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.LatticeMap;
import io.cloudburst.lattices.LatticeType;
import io.cloudburst.lattices.LowestPriority;
import io.cloudburst.lattices.Max;
import io.cloudburst.lattices.Min;
import io.cloudburst.lattices.MultiKeyCausal;
import io.cloudburst.lattices.OrMap;
import io.cloudburst.lattices.OrSet;
import io.cloudburst.lattices.OrderedSet;
import io.cloudburst.lattices.SingleKeyCausal;
import io.cloudburst.lattices.UpDownCounter;
import io.cloudburst.lattices.VectorClock;
import io.cloudburst.sdk.json.lattice.JsonPlace.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads lattices from JSON: the states that {@link LatticeToJson} writes, and values. */
final class LatticeFromJson {
    private final FreshWrites fresh;

    LatticeFromJson(FreshWrites fresh) {
        this.fresh = fresh;
    }

    /** @throws IllegalArgumentException saying where what is wrong */
    Lattice<?> read(LatticeType type, JsonPlace place) {
        return switch (type) {
            case LAST_WRITER_WINS -> lastWriterWins(place);
            case GROW_ONLY_SET -> GrowOnlySet.of(payloads(place));
            case ORDERED_SET -> OrderedSet.of(payloads(place));
            case MAP -> map(place);
            case MAX -> place.number() instanceof Long n ? Max.of(n) : Max.of((double) place.number());
            case MIN -> place.number() instanceof Long n ? Min.of(n) : Min.of((double) place.number());
            case BOOLEAN_OR -> BooleanOr.of(place.bool());
            case LOWEST_PRIORITY -> lowestPriority(place);
            case SINGLE_KEY_CAUSAL ->
                joined(siblings(place, List.of("clock", "values")).map(this::singleKeyCausal));
            case MULTI_KEY_CAUSAL ->
                joined(siblings(place, List.of("clock", "dependencies", "values"))
                        .map(this::multiKeyCausal));
            case GROW_ONLY_COUNTER -> growOnlyCounter(place);
            case UP_DOWN_COUNTER -> upDownCounter(place);
            case OBSERVED_REMOVE_SET -> place.isArray() ? freshSet(place) : set(place);
            case OBSERVED_REMOVE_MAP -> isPuts(place) ? observedRemoveMap(place) : freshMap(place);
        };
    }

    private static <L extends Lattice<L>> Lattice<?> joined(Stream<L> parts, L nothing) {
        List<L> all = parts.toList();
        return all.isEmpty() ? nothing : Lattice.join(all);
    }

    private static Lattice<?> joined(Stream<? extends Lattice<?>> parts) {
        return Lattice.join(parts.toList());
    }

    private Lattice<?> lastWriterWins(JsonPlace place) {
        if (!place.isObject()) {
            return LastWriterWins.of(fresh.nowMicros(), fresh.writer(), Payload.read(place));
        }
        if (!place.has("value") && !place.has("deleted")) {
            throw place.wrong("an object is the value of a last-writer-wins register as {\"value\": " + place.node()
                    + "}, a deletion is {\"deleted\": true}");
        }
        place.only(List.of("value", "deleted", "timestampMicros", "writer", "expiresAtMillis"));
        long timestamp =
                place.optional("timestampMicros").map(JsonPlace::integer).orElseGet(fresh::nowMicros);
        long writer = place.optional("writer").map(JsonPlace::writer).orElseGet(fresh::writer);
        if (place.optional("deleted").map(JsonPlace::bool).orElse(false)) {
            if (place.has("value") || place.has("expiresAtMillis")) {
                throw place.wrong("a deletion has no value and does not expire; leave these fields out");
            }
            return LastWriterWins.deleted(timestamp, writer);
        }
        byte[] value = Payload.read(place.field("value"));
        return place.has("expiresAtMillis")
                ? LastWriterWins.expiring(timestamp, writer, value, expiry(place.field("expiresAtMillis")))
                : LastWriterWins.of(timestamp, writer, value);
    }

    private static long expiry(JsonPlace place) {
        long millis = place.integer();
        if (millis < 0 || millis == Long.MAX_VALUE) {
            throw place.wrong("expiry " + millis + " is no time; give milliseconds since 1970");
        }
        return millis;
    }

    private static List<byte[]> payloads(JsonPlace place) {
        return place.elements("an array of elements").stream()
                .map(Payload::read)
                .toList();
    }

    private Lattice<?> map(JsonPlace place) {
        return joined(
                place.fields("an object such as {\"visits\": {\"max\": 3}}").stream()
                        .flatMap(field ->
                                typed(field.place()).stream().map(value -> LatticeMap.of(field.name(), value))),
                LatticeMap.empty());
    }

    /** What is under a name of a map: by type. */
    private List<Lattice<?>> typed(JsonPlace place) {
        List<Named> byType = place.fields("an object of a type and its value, such as {\"max\": 3}");
        if (byType.isEmpty()) {
            throw place.wrong("a type and its value are missing, such as {\"max\": 3}");
        }
        List<Lattice<?>> values = new ArrayList<>();
        for (Named value : byType) {
            values.add(read(type(place, value.name()), value.place()));
        }
        return values;
    }

    private static LatticeType type(JsonPlace place, String name) {
        try {
            return TypeNames.parse(name);
        } catch (IllegalArgumentException e) {
            throw place.wrong(e.getMessage());
        }
    }

    private static Lattice<?> lowestPriority(JsonPlace place) {
        place.only(List.of("priority", "value"));
        return LowestPriority.of(place.field("priority").number().doubleValue(), Payload.read(place.field("value")));
    }

    private static Stream<JsonPlace> siblings(JsonPlace place, List<String> fields) {
        List<JsonPlace> siblings =
                place.isObject() ? List.of(place) : place.elements("an array of siblings, or one of them");
        if (siblings.isEmpty()) {
            throw place.wrong("a sibling is missing, such as {\"clock\": {\"1\": 1}, \"values\": [\"a\"]}");
        }
        siblings.forEach(sibling -> sibling.only(fields));
        return siblings.stream();
    }

    private SingleKeyCausal singleKeyCausal(JsonPlace sibling) {
        List<byte[]> values = payloads(sibling.field("values"));
        return values.isEmpty()
                ? SingleKeyCausal.deleted(clockOf(sibling))
                : SingleKeyCausal.of(clockOf(sibling), values);
    }

    private MultiKeyCausal multiKeyCausal(JsonPlace sibling) {
        Map<String, VectorClock> dependencies = new TreeMap<>();
        sibling.optional("dependencies")
                .map(place -> place.fields("an object of keys and their clocks"))
                .orElse(List.of())
                .forEach(key -> dependencies.put(key.name(), clock(key.place())));
        List<byte[]> values = payloads(sibling.field("values"));
        return values.isEmpty()
                ? MultiKeyCausal.deleted(clockOf(sibling), dependencies)
                : MultiKeyCausal.of(clockOf(sibling), dependencies, values);
    }

    private VectorClock clockOf(JsonPlace sibling) {
        return sibling.optional("clock").map(LatticeFromJson::clock).orElseGet(() -> VectorClock.of(fresh.writer(), 1));
    }

    private static VectorClock clock(JsonPlace place) {
        VectorClock clock = VectorClock.empty();
        for (Named count : place.fields("a clock, an object of writers and their counts")) {
            clock = clock.merge(VectorClock.of(writer(count), total(count.place())));
        }
        return clock;
    }

    private static long writer(Named field) {
        try {
            return Long.parseLong(field.name());
        } catch (NumberFormatException e) {
            throw field.place().wrong("\"" + field.name() + "\" is not the id of a writer, an integer of 64 bits");
        }
    }

    private static long total(JsonPlace place) {
        long total = place.integer();
        if (total < 0) {
            throw place.wrong(total + " is negative; totals and counts only grow");
        }
        return total;
    }

    private Lattice<?> growOnlyCounter(JsonPlace place) {
        if (place.isNumber()) {
            return GrowOnlyCounter.of(fresh.writer(), total(place));
        }
        return joined(
                place.fields("a number, or an object of writers and their totals").stream()
                        .map(total -> GrowOnlyCounter.of(writer(total), total(total.place()))),
                GrowOnlyCounter.zero());
    }

    private Lattice<?> upDownCounter(JsonPlace place) {
        if (place.isNumber()) {
            long n = place.integer();
            if (n == Long.MIN_VALUE) {
                throw place.wrong(n + " is too much for one write; make it two");
            }
            return UpDownCounter.of(fresh.writer(), Math.max(n, 0), Math.max(-n, 0));
        }
        return joined(
                place.fields("a number, or an object of writers and their totals").stream()
                        .map(this::totals),
                UpDownCounter.zero());
    }

    private UpDownCounter totals(Named writer) {
        writer.place().only(List.of("up", "down"));
        return UpDownCounter.of(
                writer(writer),
                writer.place().optional("up").map(LatticeFromJson::total).orElse(0L),
                writer.place().optional("down").map(LatticeFromJson::total).orElse(0L));
    }

    private Lattice<?> freshSet(JsonPlace place) {
        List<byte[]> elements = payloads(place);
        long writer = fresh.writer();
        List<OrSet> adds = new ArrayList<>(elements.size());
        for (byte[] element : elements) {
            adds.add(OrSet.add(new Dot(writer, adds.size() + 1), element));
        }
        return joined(adds.stream(), OrSet.empty());
    }

    private static Lattice<?> set(JsonPlace place) {
        place.fields("an array of elements, or {\"adds\": [...]}");
        place.only(List.of("adds"));
        return joined(
                place.field("adds").elements("an array of adds").stream().map(add -> {
                    add.only(List.of("value", "writer", "counter"));
                    return OrSet.add(dot(add), Payload.read(add.field("value")));
                }),
                OrSet.empty());
    }

    private static Dot dot(JsonPlace place) {
        JsonPlace counter = place.field("counter");
        if (counter.integer() < 1 || counter.integer() > Dot.MAX_COUNTER) {
            throw counter.wrong(counter.node() + " is not from 1 to " + Dot.MAX_COUNTER);
        }
        return new Dot(place.field("writer").writer(), counter.integer());
    }

    /** A field of that name would be an object. */
    private static boolean isPuts(JsonPlace place) {
        return place.optional("puts").filter(JsonPlace::isArray).isPresent();
    }

    private Lattice<?> freshMap(JsonPlace place) {
        long writer = fresh.writer();
        List<OrMap> puts = new ArrayList<>();
        for (Named field : place.fields("an object such as {\"visits\": {\"max\": 3}}, or {\"puts\": [...]}")) {
            List<Lattice<?>> values =
                    field.place().isObject() ? typed(field.place()) : List.of(lastWriterWins(field.place()));
            for (Lattice<?> value : values) {
                puts.add(OrMap.put(new Dot(writer, puts.size() + 1), field.name(), value));
            }
        }
        return joined(puts.stream(), OrMap.empty());
    }

    private Lattice<?> observedRemoveMap(JsonPlace place) {
        place.only(List.of("puts"));
        return joined(
                place.field("puts").elements("an array of puts").stream().map(put -> {
                    put.only(List.of("name", "type", "value", "writer", "counter"));
                    LatticeType type = type(put.field("type"), put.field("type").text());
                    return OrMap.put(dot(put), put.field("name").text(), read(type, put.field("value")));
                }),
                OrMap.empty());
    }
}
