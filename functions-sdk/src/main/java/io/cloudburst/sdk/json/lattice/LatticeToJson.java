package io.cloudburst.sdk.json.lattice;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.lattices.BooleanOr;
import io.cloudburst.lattices.CausalVersion;
import io.cloudburst.lattices.Dot;
import io.cloudburst.lattices.GrowOnlyCounter;
import io.cloudburst.lattices.GrowOnlySet;
import io.cloudburst.lattices.LastWriterWins;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.LatticeMap;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Writes lattices as JSON.
 *
 * @param exact whether everything is written that a merge needs, or what people want to see
 */
record LatticeToJson(boolean exact) {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    JsonNode write(Lattice<?> lattice) {
        return switch (lattice.type()) {
            case LAST_WRITER_WINS -> lastWriterWins((LastWriterWins) lattice);
            case GROW_ONLY_SET -> payloads((GrowOnlySet) lattice);
            case ORDERED_SET -> payloads((OrderedSet) lattice);
            case MAP -> map((LatticeMap) lattice);
            case MAX -> number(((Max) lattice).value());
            case MIN -> number(((Min) lattice).value());
            case BOOLEAN_OR -> NODES.booleanNode(((BooleanOr) lattice).value());
            case LOWEST_PRIORITY -> lowestPriority((LowestPriority) lattice);
            case SINGLE_KEY_CAUSAL -> siblings(((SingleKeyCausal) lattice).versions(), false);
            case MULTI_KEY_CAUSAL -> siblings(((MultiKeyCausal) lattice).versions(), true);
            case GROW_ONLY_COUNTER -> growOnlyCounter((GrowOnlyCounter) lattice);
            case UP_DOWN_COUNTER -> upDownCounter((UpDownCounter) lattice);
            case OBSERVED_REMOVE_SET -> observedRemoveSet((OrSet) lattice);
            case OBSERVED_REMOVE_MAP -> observedRemoveMap((OrMap) lattice);
        };
    }

    private JsonNode lastWriterWins(LastWriterWins register) {
        if (!exact) {
            return register.isLive(System.currentTimeMillis()) ? payload(register.value()) : NODES.nullNode();
        }
        ObjectNode state = NODES.objectNode();
        if (register.isDeleted()) {
            state.put("deleted", true);
        } else {
            state.set("value", payload(register.value()));
        }
        state.put("timestampMicros", register.timestampMicros()).put("writer", Long.toString(register.writerId()));
        register.expiresAtMillis().ifPresent(millis -> state.put("expiresAtMillis", millis));
        return state;
    }

    private JsonNode map(LatticeMap map) {
        ObjectNode fields = NODES.objectNode();
        map.forEach((name, value) -> typed(fields, name, value));
        return fields;
    }

    /** Under the name an object of types, because a name may have values of several. */
    private void typed(ObjectNode fields, String name, Lattice<?> value) {
        ObjectNode byType = fields.get(name) instanceof ObjectNode other ? other : fields.putObject(name);
        byType.set(value.type().toString(), write(value));
    }

    private JsonNode lowestPriority(LowestPriority register) {
        ObjectNode node = NODES.objectNode();
        node.set("priority", number(register.priority()));
        node.set("value", payload(register.value()));
        return node;
    }

    private JsonNode siblings(List<CausalVersion> versions, boolean withDependencies) {
        ArrayNode siblings = NODES.arrayNode();
        for (CausalVersion version : versions) {
            ObjectNode sibling = siblings.addObject();
            sibling.set("clock", clock(version.clock()));
            if (withDependencies) {
                ObjectNode dependencies = sibling.putObject("dependencies");
                version.dependencies().forEach((key, seen) -> dependencies.set(key, clock(seen)));
            }
            sibling.set("values", payloads(version.values()));
        }
        return siblings;
    }

    private static JsonNode clock(VectorClock clock) {
        return byWriter(clock.counts());
    }

    private static ObjectNode byWriter(Map<Long, Long> counts) {
        ObjectNode node = NODES.objectNode();
        counts.forEach((writer, count) -> node.put(Long.toString(writer), count));
        return node;
    }

    private JsonNode growOnlyCounter(GrowOnlyCounter counter) {
        return exact ? byWriter(counter.totals()) : NODES.numberNode(counter.exactValue());
    }

    private JsonNode upDownCounter(UpDownCounter counter) {
        if (!exact) {
            return NODES.numberNode(counter.exactValue());
        }
        TreeSet<Long> writers = new TreeSet<>(counter.ups().keySet());
        writers.addAll(counter.downs().keySet());
        ObjectNode state = NODES.objectNode();
        for (long writer : writers) {
            state.putObject(Long.toString(writer))
                    .put("up", counter.ups(writer))
                    .put("down", counter.downs(writer));
        }
        return state;
    }

    private JsonNode observedRemoveSet(OrSet set) {
        if (!exact) {
            return payloads(set.elements());
        }
        ObjectNode state = NODES.objectNode();
        ArrayNode adds = state.putArray("adds");
        for (byte[] element : set.elements()) {
            for (Dot dot : set.dots(element)) {
                ObjectNode add = adds.addObject();
                add.set("value", payload(element));
                put(add, dot);
            }
        }
        return state;
    }

    private JsonNode observedRemoveMap(OrMap map) {
        ObjectNode node = NODES.objectNode();
        if (exact) {
            ArrayNode puts = node.putArray("puts");
            map.forEach((name, value) -> addPuts(puts, map, name, value.getClass()));
        } else {
            Map<String, Integer> values = new HashMap<>();
            map.forEach((name, value) -> values.merge(name, 1, Integer::sum));
            map.forEach((name, value) -> {
                if (value instanceof LastWriterWins register && values.get(name) == 1) {
                    // What the SDK's maps are made of.
                    node.set(name, write(register));
                } else {
                    typed(node, name, value);
                }
            });
        }
        return node;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private void addPuts(ArrayNode puts, OrMap map, String name, Class type) {
        Map<Dot, Lattice<?>> byDot = map.puts(name, type);
        byDot.forEach((dot, value) -> {
            ObjectNode put =
                    puts.addObject().put("name", name).put("type", value.type().toString());
            put.set("value", write(value));
            put(put, dot);
        });
    }

    private static void put(ObjectNode node, Dot dot) {
        node.put("writer", Long.toString(dot.writer())).put("counter", dot.counter());
    }

    private ArrayNode payloads(Iterable<byte[]> all) {
        ArrayNode node = NODES.arrayNode();
        all.forEach(bytes -> node.add(payload(bytes)));
        return node;
    }

    private JsonNode payload(byte[] bytes) {
        return exact ? Payload.exact(bytes) : Payload.readable(bytes);
    }

    private static JsonNode number(Number number) {
        if (number instanceof Long integer) {
            return NODES.numberNode(integer);
        }
        double value = number.doubleValue();
        return Double.isFinite(value) ? NODES.numberNode(value) : NODES.textNode(Double.toString(value));
    }
}
