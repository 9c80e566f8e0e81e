package io.cloudburst.sdk.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The fields of a JSON object that was written by anyone. What is not as it must be throws an {@link IllegalArgumentException} that
 * names the field and what it holds.
 */
record JsonFields(String what, JsonNode node, Set<String> known) {

    JsonFields {
        if (!node.isObject()) {
            throw new IllegalArgumentException(what + " is a JSON object, not " + shortened(node));
        }
        node.fieldNames().forEachRemaining(field -> {
            if (!known.contains(field)) {
                throw new IllegalArgumentException(what + " has no field \"" + shortened(field) + "\"; it has "
                        + String.join(", ", known.stream().sorted().toList()));
            }
        });
    }

    /** The function or DAG that one of the two fields of that name has. */
    JsonTarget target() {
        if (node.has("function") == node.has("dag")) {
            throw new IllegalArgumentException(
                    node.has("function")
                            ? what + " has either \"function\" or \"dag\", not both"
                            : what
                                    + " names its target in \"function\" or in \"dag\", such as {\"function\": \"square\", \"args\": [2]}");
        }
        String field = node.has("dag") ? "dag" : "function";
        JsonNode name = node.get(field);
        if (!name.isTextual() || name.textValue().isEmpty()) {
            throw new IllegalArgumentException("\"" + field + "\" must be a name, as text, not " + shortened(name));
        }
        return new JsonTarget(name.textValue(), node.has("dag"));
    }

    OptionalLong integer(String field, long least, long most) {
        JsonNode number = node.get(field);
        if (number == null) {
            return OptionalLong.empty();
        }
        if (!number.isIntegralNumber()
                || !number.canConvertToLong()
                || number.longValue() < least
                || number.longValue() > most) {
            throw new IllegalArgumentException("\"" + field + "\" must be an integer from " + least + " to " + most
                    + ", not " + shortened(number));
        }
        return OptionalLong.of(number.longValue());
    }

    Optional<String> text(String field, int longest) {
        JsonNode text = node.get(field);
        if (text == null) {
            return Optional.empty();
        }
        if (!text.isTextual() || text.textValue().isEmpty() || text.textValue().length() > longest) {
            throw new IllegalArgumentException(
                    "\"" + field + "\" must be text of 1 to " + longest + " characters, not " + shortened(text));
        }
        return Optional.of(text.textValue());
    }

    Optional<String> oneOf(String field, List<String> words) {
        JsonNode text = node.get(field);
        if (text != null && !words.contains(text.textValue())) {
            throw new IllegalArgumentException(
                    "\"" + field + "\" must be one of " + String.join(", ", words) + ", not " + shortened(text));
        }
        return Optional.ofNullable(text).map(JsonNode::textValue);
    }

    /** False where it is missing. */
    boolean flag(String field) {
        JsonNode flag = node.get(field);
        if (flag != null && !flag.isBoolean()) {
            throw new IllegalArgumentException("\"" + field + "\" must be true or false, not " + shortened(flag));
        }
        return flag != null && flag.booleanValue();
    }

    /** None where it is missing. */
    Iterable<JsonNode> elements(String field) {
        JsonNode array = node.path(field);
        if (!array.isMissingNode() && !array.isArray()) {
            throw new IllegalArgumentException("\"" + field + "\" must be an array, not " + shortened(array));
        }
        return array;
    }

    /** An error names what it is about, but does not carry megabytes of it. */
    static String shortened(JsonNode node) {
        return shortened(node.toString());
    }

    static String shortened(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
