package io.cloudburst.protocol.trace;

import io.opentelemetry.api.common.AttributeKey;
import java.util.List;

/**
 * What is said of spans, in the words of OpenTelemetry's <a href="https://opentelemetry.io/docs/specs/semconv/">semantic
 * conventions</a>. Their library of names that are not final yet says itself that libraries are to copy them.
 */
public final class TraceAttributes {
    public static final AttributeKey<String> MESSAGING_SYSTEM = AttributeKey.stringKey("messaging.system");
    public static final AttributeKey<String> MESSAGING_OPERATION_NAME =
            AttributeKey.stringKey("messaging.operation.name");
    public static final AttributeKey<String> MESSAGING_OPERATION_TYPE =
            AttributeKey.stringKey("messaging.operation.type");
    public static final AttributeKey<String> MESSAGING_DESTINATION =
            AttributeKey.stringKey("messaging.destination.name");
    public static final AttributeKey<String> MESSAGING_PARTITION =
            AttributeKey.stringKey("messaging.destination.partition.id");
    public static final AttributeKey<Long> MESSAGING_OFFSET = AttributeKey.longKey("messaging.kafka.offset");
    public static final AttributeKey<String> MESSAGING_KEY = AttributeKey.stringKey("messaging.kafka.message.key");

    public static final AttributeKey<String> RPC_SYSTEM = AttributeKey.stringKey("rpc.system");
    public static final AttributeKey<String> RPC_SERVICE = AttributeKey.stringKey("rpc.service");
    public static final AttributeKey<String> RPC_METHOD = AttributeKey.stringKey("rpc.method");
    public static final AttributeKey<Long> RPC_STATUS = AttributeKey.longKey("rpc.grpc.status_code");
    public static final AttributeKey<String> SERVER_ADDRESS = AttributeKey.stringKey("server.address");

    /** Of what is called. */
    public static final AttributeKey<String> FAAS_INVOKED_NAME = AttributeKey.stringKey("faas.invoked_name");

    public static final AttributeKey<String> FAAS_INVOKED_PROVIDER = AttributeKey.stringKey("faas.invoked_provider");
    /** The call's id. */
    public static final AttributeKey<String> FAAS_INVOCATION_ID = AttributeKey.stringKey("faas.invocation_id");

    public static final AttributeKey<String> FAAS_TRIGGER = AttributeKey.stringKey("faas.trigger");

    /** An {@code ErrorCode} where there is one. */
    public static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

    public static final AttributeKey<String> EXCEPTION_STACK_TRACE = AttributeKey.stringKey("exception.stacktrace");

    /** The functions of a stage, in the order in which they are called. */
    public static final AttributeKey<List<String>> FUNCTIONS = AttributeKey.stringArrayKey("cloudburst.functions");

    /** How often the stage has been tried, this time included. */
    public static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("cloudburst.attempt");

    /** How many calls, or elements of a list, a batch has. */
    public static final AttributeKey<Long> BATCH_SIZE = AttributeKey.longKey("cloudburst.batch.size");

    private TraceAttributes() {}
}
