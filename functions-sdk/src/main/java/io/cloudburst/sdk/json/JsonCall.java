package io.cloudburst.sdk.json;

import static io.cloudburst.sdk.json.JsonFields.shortened;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudburst.protocol.Arguments;
import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.Continuation;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.Names;
import io.cloudburst.sdk.value.ValueJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * #DEFAULT_TIMEOUT_MILLIS} unless given), {@code "delayMs"} (up to a day), {@code "idempotencyKey"}, {@code "outputKey"}, {@code
 * "trace"}, {@code "then"} (what the result goes on into: an array of objects with a function or a DAG and its arguments), {@code
 * "cancel"} (ends the call that has this id), {@code "replyPartition"} and {@code "registryOffset"}; each as in {@link Call}.
 *
 * @param call all that does not depend on its record
 * @param timeoutMillis from when it begins
 */
public record JsonCall(Call call, long timeoutMillis, long delayMillis, Optional<Integer> replyPartition) {

    public static final long DEFAULT_TIMEOUT_MILLIS = 30_000;
    /** Of a call's id, in bytes of UTF-8: it is a key of records and of state. */
    public static final int LONGEST_ID = 1024;

    private static final long DAY_MILLIS = 24 * 60 * 60_000L;

    private static final Set<String> FIELDS = Set.of(
            "function",
            "dag",
            "args",
            "id",
            "timeoutMs",
            "delayMs",
            "idempotencyKey",
            "outputKey",
            "trace",
            "then",
            "cancel",
            "replyPartition",
            "registryOffset");

    /** Where the target is known, and all that is of its record only. */
    static final Set<String> BODY_FIELDS = Set.of("args", "timeoutMs", "delayMs", "outputKey", "trace", "then");

    private static final Set<String> CONTINUATION_FIELDS = Set.of("function", "dag", "args");

    /** The id that a call names, if it names one that can be used. */
    public static Optional<String> idIn(JsonNode call) {
        JsonNode id = call.get("id");
        return id != null && isId(id) ? Optional.of(id.textValue()) : Optional.empty();
    }

    /**
     * Reads a call.
     *
     * @param key the key of its record, which its id must not contradict; null if there is none
     * @throws IllegalArgumentException when the call makes no sense, saying why
     */
    public static JsonCall read(JsonNode node, String key) {
        JsonFields fields = new JsonFields("a call", node, FIELDS);
        checkId(node.get("id"), key);
        Call.Builder call = work(fields, fields.target())
                .setIdempotencyKey(
                        fields.text("idempotencyKey", Names.MAX_KEY_LENGTH).orElse(""))
                .setCancel(fields.flag("cancel"))
                .setRegistryOffset(
                        fields.integer("registryOffset", 0, Long.MAX_VALUE).orElse(0))
                .setJson(true);
        return timed(
                call,
                fields,
                fields.integer("replyPartition", 0, Integer.MAX_VALUE).stream()
                        .mapToObj(Math::toIntExact)
                        .findFirst());
    }

    /**
     * Reads a call of a target that is known: its arguments, and how it is made.
     *
     * @throws IllegalArgumentException when it makes no sense, saying why
     */
    public static JsonCall body(JsonTarget target, JsonNode node) {
        JsonFields fields = new JsonFields("the body of a call", node, BODY_FIELDS);
        return timed(work(fields, target), fields, Optional.empty());
    }

    private static JsonCall timed(Call.Builder call, JsonFields fields, Optional<Integer> replyPartition) {
        return new JsonCall(
                call.build(),
                fields.integer("timeoutMs", 1, DAY_MILLIS).orElse(DEFAULT_TIMEOUT_MILLIS),
                fields.integer("delayMs", 0, DAY_MILLIS).orElse(0),
                replyPartition);
    }

    /** What is done, whoever asks for it. */
    private static Call.Builder work(JsonFields fields, JsonTarget target) {
        Call.Builder call = Call.newBuilder()
                .addAllArguments(arguments(fields, target))
                .setOutputKey(outputKey(fields))
                .setTrace(fields.flag("trace"));
        fields.elements("then").forEach(then -> call.addContinuations(continuation(then)));
        return target.isDag() ? call.setDag(target.name()) : call.setFunction(target.name());
    }

    /**
     * The call as it travels on.
     *
     * @param writtenAt when the record was written, in milliseconds since the epoch: its times count from there, so that a call
     *     that is run again after a failure has no more time than it was given
     */
    public Call toCall(String id, int partition, long writtenAt) {
        return call.toBuilder()
                .setId(id)
                .setDeadline(writtenAt + delayMillis + timeoutMillis)
                .setNotBefore(delayMillis == 0 ? 0 : writtenAt + delayMillis)
                .setReplyPartition(partition)
                .build();
    }

    private static Continuation continuation(JsonNode node) {
        JsonFields fields = new JsonFields("what a call goes on into", node, CONTINUATION_FIELDS);
        JsonTarget target = fields.target();
        Continuation.Builder then = Continuation.newBuilder().addAllArguments(arguments(fields, target));
        return (target.isDag() ? then.setDag(target.name()) : then.setFunction(target.name())).build();
    }

    private static String outputKey(JsonFields fields) {
        try {
            return fields.text("outputKey", Names.MAX_KEY_LENGTH)
                    .map(Names::checkKey)
                    .orElse("");
        } catch (CloudburstException e) {
            throw new IllegalArgumentException("\"outputKey\": " + e.getMessage(), e);
        }
    }

    private static void checkId(JsonNode id, String key) {
        if (id == null) {
            return;
        }
        if (!isId(id)) {
            throw new IllegalArgumentException("\"id\" must be text of 1 to " + LONGEST_ID + " bytes");
        }
        if (key != null && !key.equals(id.textValue())) {
            throw new IllegalArgumentException("\"id\" is not the key of the record; leave one of them out");
        }
    }

    private static boolean isId(JsonNode id) {
        return id.isTextual()
                && !id.textValue().isEmpty()
                && id.textValue().getBytes(StandardCharsets.UTF_8).length <= LONGEST_ID;
    }

    private static List<Arguments> arguments(JsonFields fields, JsonTarget target) {
        JsonNode args = fields.node().get("args");
        if (args == null) {
            return List.of();
        }
        if (target.isDag()) {
            return dagArguments(args);
        }
        if (!args.isArray()) {
            throw new IllegalArgumentException(
                    "\"args\" of a function must be an array of its arguments, not " + shortened(args));
        }
        return List.of(arguments(target.name(), args));
    }

    private static List<Arguments> dagArguments(JsonNode args) {
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
}
