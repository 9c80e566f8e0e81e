package io.cloudburst.sdk.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.sdk.value.ValueJson;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * An event as <a href="https://github.com/cloudevents/spec">CloudEvents 1.0</a> has it, and the call that it stands for:
 *
 * <ul>
 *   <li>One of the type {@value #CALL} is a call of its {@code subject}, {@code functions/NAME} or {@code dags/NAME}; its data is the
 *       body of the call: arguments and options.
 *   <li>Any other is a call of the function that has the event's type as its name, with the event's data as its one argument.
 * </ul>
 *
 * <p>An event that comes twice, with the same {@code source} and {@code id}, is one call: they are its idempotency key. Data that is
 * JSON is taken as that, text as text, and everything else as base64.
 *
 * @param attributes by name, in lower case
 * @param data null if there is none
 */
public record CloudEvent(Map<String, String> attributes, JsonNode data) {
    /** Of events that are calls as they are. */
    public static final String CALL = "io.cloudburst.call";

    /** Of an event whose attributes are in its JSON too. */
    public static final String STRUCTURED = "application/cloudevents+json";

    private static final String FUNCTIONS = "functions/";
    private static final String DAGS = "dags/";

    public CloudEvent {
        attributes = Map.copyOf(attributes);
    }

    /**
     * One in structured mode.
     *
     * @throws IllegalArgumentException if it is none, saying why
     */
    public static CloudEvent structured(JsonNode json) {
        if (!json.isObject()) {
            throw new IllegalArgumentException("an event is a JSON object, not " + JsonFields.shortened(json));
        }
        Map<String, String> attributes = new HashMap<>();
        JsonNode data = json.get("data");
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            if (field.getKey().equals("data_base64")) {
                if (data != null || !field.getValue().isTextual()) {
                    throw new IllegalArgumentException(
                            "an event has either \"data\" or \"data_base64\", which is text");
                }
                data = of(
                        decoded(field.getValue().textValue()),
                        json.path("datacontenttype").asText(""));
            } else if (!field.getKey().equals("data")) {
                if (!field.getValue().isValueNode() || field.getValue().isNull()) {
                    throw new IllegalArgumentException("the attribute \"" + JsonFields.shortened(field.getKey())
                            + "\" of an event is a text, a number or a boolean, not "
                            + JsonFields.shortened(field.getValue()));
                }
                attributes.put(field.getKey(), field.getValue().asText());
            }
        }
        return new CloudEvent(attributes, data);
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the \"data_base64\" of an event is no base64", e);
        }
    }

    /**
     * One in binary mode.
     *
     * @param attributes by name without prefix, in lower case
     * @param contentType of the data; empty: JSON
     * @throws IllegalArgumentException if the data is not what its type says
     */
    public static CloudEvent binary(Map<String, String> attributes, byte[] data, String contentType) {
        return new CloudEvent(attributes, data.length == 0 ? null : of(data, contentType));
    }

    private static JsonNode of(byte[] data, String contentType) {
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (type.isEmpty() || type.equals("application/json") || type.endsWith("+json")) {
            return ValueJson.parse(data);
        }
        if (type.startsWith("text/")) {
            try {
                return JsonNodeFactory.instance.textNode(StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(data))
                        .toString());
            } catch (CharacterCodingException e) {
                throw new IllegalArgumentException("the data of an event is " + type + " but not UTF-8", e);
            }
        }
        return JsonNodeFactory.instance.textNode(Base64.getEncoder().encodeToString(data));
    }

    /**
     * The call that it stands for, as {@link JsonCall#read} takes it.
     *
     * @throws IllegalArgumentException if an attribute is missing, or is not as it must be
     */
    public ObjectNode call() {
        if (!required("specversion").equals("1.0")) {
            throw new IllegalArgumentException("\"specversion\" of an event must be 1.0, not "
                    + JsonFields.shortened(attributes.get("specversion")));
        }
        String type = required("type");
        ObjectNode call = type.equals(CALL) ? body() : event(type);
        return call.put("idempotencyKey", required("source") + " " + required("id"));
    }

    private ObjectNode event(String type) {
        ObjectNode call = JsonNodeFactory.instance.objectNode().put("function", type);
        call.putArray("args").add(data == null ? JsonNodeFactory.instance.nullNode() : data);
        return call;
    }

    private ObjectNode body() {
        ObjectNode call = JsonNodeFactory.instance.objectNode();
        if (data != null) {
            // Fields that are no body's are found there; a target of its own would contradict the subject.
            new JsonFields("the data of an event of the type " + CALL, data, JsonCall.BODY_FIELDS);
            call.setAll((ObjectNode) data);
        }
        String subject = required("subject");
        if (subject.startsWith(FUNCTIONS)) {
            return call.put("function", subject.substring(FUNCTIONS.length()));
        }
        if (subject.startsWith(DAGS)) {
            return call.put("dag", subject.substring(DAGS.length()));
        }
        throw new IllegalArgumentException("the subject of an event of the type " + CALL
                + " must be functions/NAME or dags/NAME, not " + JsonFields.shortened(subject));
    }

    private String required(String attribute) {
        String value = attributes.get(attribute);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException("an event needs the attribute \"" + attribute + "\"");
        }
        return value;
    }
}
