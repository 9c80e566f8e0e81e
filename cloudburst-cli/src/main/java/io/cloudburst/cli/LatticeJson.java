package io.cloudburst.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import io.cloudburst.lattices.BooleanOr;
import io.cloudburst.lattices.GrowOnlyCounter;
import io.cloudburst.lattices.LastWriterWins;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.LatticeCodec;
import io.cloudburst.lattices.OrMap;
import io.cloudburst.lattices.OrSet;
import io.cloudburst.lattices.UpDownCounter;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.store.StoredValue;
import io.cloudburst.sdk.value.ValueJson;

/** What the store has under a key, for people and scripts. */
final class LatticeJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private LatticeJson() {}

    static ObjectNode describe(String key, StoredValue stored) {
        Lattice<?> lattice = stored.lattice().orElseThrow();
        ObjectNode node =
                NODES.objectNode().put("key", key).put("type", lattice.type().toString());
        node.set("value", value(lattice));
        node.set(
                "version",
                NODES.objectNode()
                        .put("partition", stored.version().partition())
                        .put("offset", stored.version().offset()));
        return node.put("bytes", LatticeCodec.encode(lattice).length);
    }

    private static JsonNode value(Lattice<?> lattice) {
        if (lattice instanceof LastWriterWins object) {
            return object.isLive(System.currentTimeMillis()) ? value(object.value()) : NODES.nullNode();
        } else if (lattice instanceof UpDownCounter counter) {
            return NODES.numberNode(counter.exactValue());
        } else if (lattice instanceof GrowOnlyCounter counter) {
            return NODES.numberNode(counter.exactValue());
        } else if (lattice instanceof BooleanOr or) {
            return NODES.booleanNode(or.value());
        } else if (lattice instanceof OrSet set) {
            ArrayNode elements = NODES.arrayNode();
            set.elements().forEach(element -> elements.add(value(element)));
            return elements;
        } else if (lattice instanceof OrMap map) {
            ObjectNode entries = NODES.objectNode();
            map.forEach((name, entry) -> entries.set(name, value(entry)));
            return entries;
        }
        return NODES.textNode(lattice.toString());
    }

    /** What the SDK has written, or else bytes of somebody's own, in base64. */
    private static JsonNode value(byte[] bytes) {
        try {
            Value value = Value.parseFrom(bytes);
            return value.getKindCase() == Value.KindCase.KIND_NOT_SET
                    ? NODES.binaryNode(bytes)
                    : ValueJson.toJson(value);
        } catch (InvalidProtocolBufferException | RuntimeException e) {
            return NODES.binaryNode(bytes);
        }
    }
}
