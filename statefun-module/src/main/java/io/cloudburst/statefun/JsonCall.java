package io.cloudburst.statefun;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudburst.protocol.Arguments;
import io.cloudburst.protocol.Call;
import io.cloudburst.sdk.value.ValueJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A call as JSON says it:
 *
 * <pre>{@code
 * {"function": "square", "args": [2]}
 * {"dag": "composition", "args": {"incr": [1]}}
 * }</pre>
 *
 * <p>Optional are {@code "id"} (text, where the record has no key), {@code "timeoutMs"} (from 1 to a day; {@value
 * #DEFAULT_TIMEOUT_MILLIS} unless given), {@code "replyPartition"} and {@code "registryOffset"} (as in {@link Call}).
 *
 * @param dag whether the target is a DAG
 * @param target the name of the function or DAG
 */
record JsonCall(
        boolean dag,
        String target,
        List<Arguments> arguments,
        long timeoutMillis,
        Optional<Integer> replyPartition,
        long registryOffset) {

    static final long DEFAULT_TIMEOUT_MILLIS = 30_000;
    private static final long LONGEST_TIMEOUT_MILLIS = 24 * 60 * 60_000L;

    private static final Set<String> FIELDS =
            Set.of("function", "dag", "args", "id", "timeoutMs", "replyPartition", "registryOffset");

    /** The id that a call names, if it names one that can be used. */
    static Optional<String> idIn(JsonNode call) {
        JsonNode id = call.get("id");
        return id != null && isId(id) ? Optional.of(id.textValue()) : Optional.empty();
    }

    /**
     * Reads a call.
     *
     * @param key the key of its record, which its id must not contradict; null if there is none
     * @throws IllegalArgumentException when the call makes no sense, saying why
     */
    static JsonCall read(JsonNode call, String key) {
        if (!call.isObject()) {
            throw new IllegalArgumentException(
                    "a call is a JSON object such as {\"function\": \"square\", \"args\": [2]}");
        }
        call.fieldNames().forEachRemaining(JsonCall::checkField);
        checkId(call.get("id"), key);
        JsonNode function = call.get("function");
        JsonNode dag = call.get("dag");
        if ((function == null) == (dag == null)) {
            throw new IllegalArgumentException(
                    function == null
                            ? "a call names its target in \"function\" or in \"dag\""
                            : "a call has either \"function\" or \"dag\", not both");
        }
        String target = dag == null ? name("function", function) : name("dag", dag);
        JsonNode args = call.get("args");
        return new JsonCall(
                dag != null,
                target,
                dag == null ? functionArguments(target, args) : dagArguments(args),
                integer(call, "timeoutMs", 1, LONGEST_TIMEOUT_MILLIS).orElse(DEFAULT_TIMEOUT_MILLIS),
                integer(call, "replyPartition", 0, Integer.MAX_VALUE).stream()
                        .mapToObj(Math::toIntExact)
                        .findFirst(),
                integer(call, "registryOffset", 0, Long.MAX_VALUE).orElse(0));
    }

    /**
     * The call as it travels on.
     *
     * @param writtenAt when the record was written, in milliseconds since the epoch: its timeout counts from there, so that a call
     *     that is run again after a failure has no more time than it was given
     */
    Call toCall(String id, int partition, long writtenAt) {
        Call.Builder call = Call.newBuilder()
                .setId(id)
                .addAllArguments(arguments)
                .setDeadline(writtenAt + timeoutMillis)
                .setRegistryOffset(registryOffset)
                .setReplyPartition(partition)
                .setJson(true);
        return (dag ? call.setDag(target) : call.setFunction(target)).build();
    }

    private static void checkField(String field) {
        if (!FIELDS.contains(field)) {
            throw new IllegalArgumentException("a call has no field \"" + shortened(field) + "\"; it has "
                    + String.join(", ", FIELDS.stream().sorted().toList()));
        }
    }

    private static void checkId(JsonNode id, String key) {
        if (id == null) {
            return;
        }
        if (!isId(id)) {
            throw new IllegalArgumentException("\"id\" must be text of 1 to " + CallDecoder.LONGEST_ID + " bytes");
        }
        if (key != null && !key.equals(id.textValue())) {
            throw new IllegalArgumentException("\"id\" is not the key of the record; leave one of them out");
        }
    }

    private static boolean isId(JsonNode id) {
        return id.isTextual()
                && !id.textValue().isEmpty()
                && id.textValue().getBytes(StandardCharsets.UTF_8).length <= CallDecoder.LONGEST_ID;
    }

    private static String name(String field, JsonNode name) {
        if (!name.isTextual() || name.textValue().isEmpty()) {
            throw new IllegalArgumentException("\"" + field + "\" must be a name, as text, not " + shortened(name));
        }
        return name.textValue();
    }

    private static List<Arguments> functionArguments(String function, JsonNode args) {
        if (args == null) {
            return List.of();
        }
        if (!args.isArray()) {
            throw new IllegalArgumentException(
                    "\"args\" of a function must be an array of its arguments, not " + shortened(args));
        }
        return List.of(arguments(function, args));
    }

    private static List<Arguments> dagArguments(JsonNode args) {
        if (args == null) {
            return List.of();
        }
        if (!args.isObject()) {
            throw new IllegalArgumentException(
                    "\"args\" of a DAG must be an object that has an array of arguments for each"
                            + " of its functions that takes any, not " + shortened(args));
        }
        List<Arguments> all = new ArrayList<>();
        for (Map.Entry<String, JsonNode> node : args.properties()) {
            if (!node.getValue().isArray()) {
                throw new IllegalArgumentException("\"args\" of \"" + shortened(node.getKey())
                        + "\" must be an array, not " + shortened(node.getValue()));
            }
            all.add(arguments(node.getKey(), node.getValue()));
        }
        return all;
    }

    private static Arguments arguments(String node, JsonNode values) {
        Arguments.Builder arguments = Arguments.newBuilder().setNode(node);
        for (JsonNode value : values) {
            arguments.addValues(ValueJson.fromJson(value));
        }
        return arguments.build();
    }

    private static OptionalLong integer(JsonNode call, String field, long least, long most) {
        JsonNode number = call.get(field);
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

    /** An error names what it is about, but does not carry megabytes of it. */
    private static String shortened(JsonNode node) {
        return shortened(node.toString());
    }

    private static String shortened(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
