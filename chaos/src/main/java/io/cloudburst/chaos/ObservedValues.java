package io.cloudburst.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudburst.chaos.history.Change;
import io.cloudburst.lattices.BooleanOr;
import io.cloudburst.lattices.CausalVersion;
import io.cloudburst.lattices.GrowOnlyCounter;
import io.cloudburst.lattices.GrowOnlySet;
import io.cloudburst.lattices.LastWriterWins;
import io.cloudburst.lattices.Lattice;
import io.cloudburst.lattices.LatticeMap;
import io.cloudburst.lattices.LowestPriority;
import io.cloudburst.lattices.Max;
import io.cloudburst.lattices.Min;
import io.cloudburst.lattices.MultiKeyCausal;
import io.cloudburst.lattices.OrderedSet;
import io.cloudburst.lattices.SingleKeyCausal;
import io.cloudburst.lattices.UpDownCounter;
import io.cloudburst.sdk.json.lattice.LatticeJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a lattice has, in the words of a history.
 *
 * @param values as the type says
 */
record ObservedValues(Change.Type type, List<String> values) {
    static ObservedValues of(Lattice<?> lattice) {
        return switch (lattice.type()) {
            case LAST_WRITER_WINS -> new ObservedValues(Change.Type.OBJECT, object((LastWriterWins) lattice));
            case GROW_ONLY_SET -> new ObservedValues(Change.Type.GROW_ONLY_SET, texts((GrowOnlySet) lattice));
            case ORDERED_SET -> new ObservedValues(Change.Type.ORDERED_SET, texts((OrderedSet) lattice));
            case MAP -> new ObservedValues(Change.Type.MAP_OF_MAXIMA, maxima((LatticeMap) lattice));
            case MAX -> one(Change.Type.MAX, ((Max) lattice).value());
            case MIN -> one(Change.Type.MIN, ((Min) lattice).value());
            case BOOLEAN_OR -> one(Change.Type.FLAG, ((BooleanOr) lattice).value());
            case LOWEST_PRIORITY -> one(Change.Type.LOWEST_PRIORITY, text(((LowestPriority) lattice).value()));
            case SINGLE_KEY_CAUSAL ->
                new ObservedValues(Change.Type.CAUSAL, versions(((SingleKeyCausal) lattice).versions()));
            case MULTI_KEY_CAUSAL ->
                new ObservedValues(
                        Change.Type.CAUSAL_WITH_DEPENDENCIES, versions(((MultiKeyCausal) lattice).versions()));
            case GROW_ONLY_COUNTER ->
                new ObservedValues(Change.Type.TOTALS, named(((GrowOnlyCounter) lattice).totals()));
            case UP_DOWN_COUNTER -> one(Change.Type.COUNTER, ((UpDownCounter) lattice).exactValue());
            case OBSERVED_REMOVE_SET -> new ObservedValues(Change.Type.SET, elements(LatticeJson.value(lattice)));
            case OBSERVED_REMOVE_MAP -> new ObservedValues(Change.Type.MAP, fields(LatticeJson.value(lattice)));
        };
    }

    private static ObservedValues one(Change.Type type, Object value) {
        return new ObservedValues(type, List.of(value.toString()));
    }

    private static List<String> object(LastWriterWins register) {
        return register.isDeleted()
                ? List.of()
                : List.of(LatticeJson.value(register).asText());
    }

    private static List<String> texts(Iterable<byte[]> elements) {
        List<String> texts = new ArrayList<>();
        elements.forEach(element -> texts.add(text(element)));
        return texts;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static List<String> maxima(LatticeMap map) {
        List<String> maxima = new ArrayList<>();
        map.forEach((name, value) -> maxima.add(name + "=" + (value instanceof Max max ? max.value() : value)));
        return maxima;
    }

    /** Each says itself whose it is, and the how manieth. */
    private static List<String> versions(List<CausalVersion> versions) {
        return versions.stream()
                .flatMap(version -> texts(version.values()).stream())
                .toList();
    }

    private static List<String> named(Map<Long, Long> totals) {
        return totals.entrySet().stream()
                .map(total -> total.getKey() + "=" + total.getValue())
                .toList();
    }

    private static List<String> elements(JsonNode array) {
        List<String> elements = new ArrayList<>();
        array.forEach(element -> elements.add(element.asText()));
        return elements;
    }

    private static List<String> fields(JsonNode object) {
        List<String> fields = new ArrayList<>();
        object.properties()
                .forEach(field ->
                        fields.add(field.getKey() + "=" + field.getValue().asText()));
        return fields;
    }
}
