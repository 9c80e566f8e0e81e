package io.cloudburst.sdk.json.lattice;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.LatticeCodec;
import io.cloudburst.lattices.LatticeType;
import io.cloudburst.sdk.value.ValueJson;
import java.nio.charset.StandardCharsets;

/**
 * Lattices as JSON. Each type has one form that says everything a merge needs, its <em>state</em>, and a shorter one for people that
 * leaves out who wrote what when, its <em>value</em>. Both are read: what a value leaves out is as in a write of now, by a new writer.
 *
 * <p>Merging the state of a key into that key changes nothing. Of observed-remove sets and maps the state has what is there, not
 * what was removed.
 */
public final class LatticeJson {
    private static final LatticeToJson VALUE = new LatticeToJson(false);
    private static final LatticeToJson STATE = new LatticeToJson(true);

    private LatticeJson() {}

    /** For people. */
    public static JsonNode value(Lattice<?> lattice) {
        return VALUE.write(lattice);
    }

    /** For {@link #read}. */
    public static JsonNode state(Lattice<?> lattice) {
        return STATE.write(lattice);
    }

    /**
     * The lattice of that type that a text says, a value or a state.
     *
     * @throws IllegalArgumentException saying where what is wrong
     */
    public static Lattice<?> read(LatticeType type, String json) {
        return read(type, ValueJson.parse(json.getBytes(StandardCharsets.UTF_8)));
    }

    /** As {@link #read(LatticeType, String)}. */
    public static Lattice<?> read(LatticeType type, JsonNode node) {
        Lattice<?> lattice = new LatticeFromJson(new FreshWrites()).read(type, new JsonPlace("", node));
        // What no store would take, such as maps nested too deep, is found here and not in the dead letters.
        return LatticeCodec.decode(LatticeCodec.encode(lattice));
    }
}
