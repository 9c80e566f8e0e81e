package io.cloudburst.sdk.json.lattice;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.value.ValueJson;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * A place in a JSON text, and what is there. Its methods throw {@link IllegalArgumentException}s that name the place, what is wrong
 * there and what should be.
 *
 * @param path from the text's beginning, empty for all of it
 */
record JsonPlace(String path, JsonNode node) {
    private static final int SHOWN_CHARS = 60;

    IllegalArgumentException wrong(String why) {
        return new IllegalArgumentException(path.isEmpty() ? why : "at " + path + ": " + why);
    }

    private IllegalArgumentException expected(String what) {
        String text = node.toString();
        return wrong("expected " + what + ", not "
                + (text.length() <= SHOWN_CHARS ? text : text.substring(0, SHOWN_CHARS) + " …"));
    }

    boolean isObject() {
        return node.isObject();
    }

    boolean isArray() {
        return node.isArray();
    }

    boolean isNumber() {
        return node.isNumber();
    }

    boolean has(String field) {
        return node.has(field);
    }

    JsonPlace field(String name) {
        return optional(name).orElseThrow(() -> wrong("field \"" + name + "\" is missing in " + node));
    }

    Optional<JsonPlace> optional(String name) {
        return Optional.ofNullable(node.get(name)).map(field -> new JsonPlace(inside(name), field));
    }

    private String inside(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** The last part of the path. */
    record Named(String name, JsonPlace place) {}

    List<Named> fields(String what) {
        if (!isObject()) {
            throw expected(what);
        }
        List<Named> fields = new ArrayList<>(node.size());
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            fields.add(new Named(name, field(name)));
        }
        return fields;
    }

    List<JsonPlace> elements(String what) {
        if (!isArray()) {
            throw expected(what);
        }
        List<JsonPlace> elements = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            elements.add(new JsonPlace(path + "[" + i + "]", node.get(i)));
        }
        return elements;
    }

    /** Refuses fields that nobody would look at. */
    void only(List<String> names) {
        for (Named field : fields("an object with the fields " + String.join(", ", names))) {
            if (!names.contains(field.name())) {
                throw wrong("unknown field \"" + field.name() + "\"; there are " + String.join(", ", names));
            }
        }
    }

    String text() {
        if (!node.isTextual()) {
            throw expected("a text");
        }
        return node.textValue();
    }

    boolean bool() {
        if (!node.isBoolean()) {
            throw expected("true or false");
        }
        return node.booleanValue();
    }

    long integer() {
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw expected("an integer of 64 bits");
        }
        return node.longValue();
    }

    /** Of a writer: a text, because not every reader of JSON keeps all 64 bits of a number. */
    long writer() {
        if (!node.isTextual()) {
            return integer();
        }
        try {
            return Long.parseLong(node.textValue());
        } catch (NumberFormatException e) {
            throw expected("the id of a writer, an integer of 64 bits");
        }
    }

    /** A {@link Long} or a {@link Double}. */
    Number number() {
        if (node.isIntegralNumber()) {
            return integer();
        }
        if (node.isNumber() && Double.isFinite(node.doubleValue())) {
            return node.doubleValue();
        }
        if (node.isTextual() && List.of("Infinity", "-Infinity").contains(node.textValue())) {
            return Double.valueOf(node.textValue());
        }
        throw expected("a number");
    }

    Value value() {
        try {
            return ValueJson.fromJson(node);
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
    }
}
