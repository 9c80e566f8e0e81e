package io.cloudburst.sdk.json.lattice;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.lattices.LastWriterWins;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.LatticeCodec;
import io.cloudburst.lattices.MultiKeyCausal;
import io.cloudburst.lattices.SingleKeyCausal;
import io.cloudburst.sdk.store.StoredValue;

/** What the store has under a key, for people and scripts. */
public final class KeyJson {
    private KeyJson() {}

    /** @param withState whether everything is said that {@code kvs merge} needs */
    public static ObjectNode describe(String key, StoredValue stored, boolean withState) {
        Lattice<?> lattice = stored.lattice().orElseThrow();
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("key", key)
                .put("type", lattice.type().toString());
        node.set("value", LatticeJson.value(lattice));
        if (!isLive(lattice)) {
            boolean expired = lattice instanceof LastWriterWins object && !object.isDeleted();
            node.put(expired ? "expired" : "deleted", true);
        }
        if (lattice instanceof LastWriterWins object) {
            object.expiresAtMillis().ifPresent(millis -> node.put("expiresAtMillis", millis));
        }
        if (withState) {
            node.set("state", LatticeJson.state(lattice));
        }
        node.putObject("version")
                .put("partition", stored.version().partition())
                .put("offset", stored.version().offset());
        return node.put("bytes", LatticeCodec.encode(lattice).length);
    }

    /** Whether there is something to be seen: not what was deleted or has expired. */
    public static boolean isLive(Lattice<?> lattice) {
        return switch (lattice.type()) {
            case LAST_WRITER_WINS -> ((LastWriterWins) lattice).isLive(System.currentTimeMillis());
            case SINGLE_KEY_CAUSAL -> !((SingleKeyCausal) lattice).values().isEmpty();
            case MULTI_KEY_CAUSAL -> !((MultiKeyCausal) lattice).values().isEmpty();
            default -> true;
        };
    }
}
