package io.cloudburst.sdk.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.sdk.RetryPolicy;
import io.cloudburst.sdk.registry.RegisteredCode;

/** Registered functions as JSON, to look at. */
public final class FunctionJson {
    private FunctionJson() {}

    public static ObjectNode of(RegisteredCode code) {
        ObjectNode node =
                JsonNodeFactory.instance.objectNode().put("name", code.name()).put("version", code.version());
        ArrayNode parameters = node.putArray("parameterTypes");
        code.parameterTypes().forEach(parameters::add);
        node.put("resultType", code.resultType());
        ObjectNode options =
                node.putObject("options").put("maxConcurrent", code.options().maxConcurrent());
        code.options().retry().ifPresent(retry -> options.set("retry", of(retry)));
        code.options().remotely().ifPresent(remote -> {
            options.put("pool", remote.pool());
            remote.stateFunType().ifPresent(type -> options.put("stateFunType", type));
        });
        node.putObject("bundle")
                .put("sha256", code.bundle().sha256())
                .put("bytes", code.bundle().size());
        node.put("signed", code.signature().isPresent());
        return node;
    }

    private static ObjectNode of(RetryPolicy retry) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("attempts", retry.attempts())
                .put("firstBackoffMs", retry.firstBackoff().toMillis())
                .put("multiplier", retry.multiplier())
                .put("longestBackoffMs", retry.longestBackoff().toMillis());
        ArrayNode exceptions = node.putArray("exceptions");
        retry.exceptions().forEach(exceptions::add);
        return node;
    }
}
