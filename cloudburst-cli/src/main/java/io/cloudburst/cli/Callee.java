package io.cloudburst.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudburst.client.Cloudburst;
import io.cloudburst.client.RegisteredFunction;
import io.cloudburst.protocol.Value;
import io.cloudburst.sdk.CallOptions;
import io.cloudburst.sdk.CloudFuture;
import io.cloudburst.sdk.CloudburstException;
import io.cloudburst.sdk.ErrorCode;
import io.cloudburst.sdk.value.ValueJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A function or a DAG that is called with what somebody has typed. Safe for use by many threads. */
interface Callee {
    /** The arguments of a command line. Whatever goes wrong with the call is the future's failure. */
    CloudFuture<Value> call(List<String> arguments);

    /**
     * One call of many, as a line of JSON.
     *
     * @throws CloudburstException {@link ErrorCode#INVALID_ARGUMENT} that says what the line should be
     */
    CloudFuture<Value> callLine(String line);

    /** @throws CloudburstException {@link ErrorCode#FUNCTION_NOT_FOUND} */
    static Callee function(Cloudburst cloudburst, String name, CallOptions options) {
        RegisteredFunction<Value> function =
                cloudburst.function(name, Value.class).with(options);
        return new Callee() {
            @Override
            public CloudFuture<Value> call(List<String> arguments) {
                return function.call(
                        arguments.stream().map(JsonArguments::value).toArray());
            }

            @Override
            public CloudFuture<Value> callLine(String line) {
                JsonNode json = parse(line);
                return json.isArray()
                        ? function.call(values(json).toArray())
                        : function.call(new Object[] {JsonArguments.value(json)});
            }
        };
    }

    /** @throws CloudburstException {@link ErrorCode#DAG_NOT_FOUND} */
    static Callee dag(Cloudburst cloudburst, String name, CallOptions options) {
        cloudburst.dag(name);
        return new Callee() {
            @Override
            public CloudFuture<Value> call(List<String> arguments) {
                return cloudburst.callDag(name, byNode(arguments), Value.class, options);
            }

            @Override
            public CloudFuture<Value> callLine(String line) {
                JsonNode json = parse(line);
                if (!json.isObject()) {
                    throw invalid(
                            "a line for a DAG is an object of nodes and their arguments, such as {\"incr\": [1]}, not "
                                    + line);
                }
                Map<String, List<Value>> byNode = new LinkedHashMap<>();
                json.properties()
                        .forEach(node -> byNode.put(
                                node.getKey(),
                                node.getValue().isArray()
                                        ? values(node.getValue())
                                        : List.of(JsonArguments.value(node.getValue()))));
                return cloudburst.callDag(name, byNode, Value.class, options);
            }
        };
    }

    private static Map<String, List<Value>> byNode(List<String> arguments) {
        Map<String, List<Value>> byNode = new LinkedHashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (equals < 1) {
                throw invalid("'%s' is not NODE=JSON; say which node the argument is for".formatted(argument));
            }
            byNode.computeIfAbsent(argument.substring(0, equals), node -> new ArrayList<>())
                    .add(JsonArguments.value(argument.substring(equals + 1)));
        }
        return byNode;
    }

    private static List<Value> values(JsonNode array) {
        List<Value> values = new ArrayList<>(array.size());
        array.forEach(element -> values.add(JsonArguments.value(element)));
        return values;
    }

    /** Strictly: a line that somebody's program writes is not to become a string because it is broken. */
    private static JsonNode parse(String line) {
        try {
            return ValueJson.parse(line.getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw invalid(e.getMessage() + "; a line is an array of arguments, such as [2], or the only one");
        }
    }

    private static CloudburstException invalid(String why) {
        return new CloudburstException(ErrorCode.INVALID_ARGUMENT, why);
    }
}
