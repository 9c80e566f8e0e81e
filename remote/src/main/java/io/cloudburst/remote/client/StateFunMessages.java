package io.cloudburst.remote.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.cloudburst.protocol.statefun.Address;
import io.cloudburst.protocol.statefun.FromFunction;
import io.cloudburst.protocol.statefun.FromFunction.InvocationResponse;
import io.cloudburst.protocol.statefun.ToFunction;
import io.cloudburst.protocol.statefun.TypedValue;
import io.cloudburst.remote.client.TransportException.Kind;
import io.cloudburst.remote.wire.StageMessages;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * StateFun's request-reply protocol, as far as it is needed to call a function and get its result: the result is what the function sends
 * to its caller. State, and messages to others, are refused.
 */
final class StateFunMessages {
    /** Who calls, for the function: nobody that it could reach in another way. */
    private static final String CALLER = "call";

    private StateFunMessages() {}

    /**
     * @param id of the function's instance; a function without state does not care
     * @param arguments of one call each; the result of each comes back under its position
     */
    static byte[] request(String namespace, String function, String id, List<TypedValue> arguments) {
        ToFunction.InvocationBatchRequest.Builder batch =
                ToFunction.InvocationBatchRequest.newBuilder().setTarget(address(namespace, function, id));
        for (int i = 0; i < arguments.size(); i++) {
            batch.addInvocations(ToFunction.Invocation.newBuilder()
                    .setCaller(address(StageMessages.NAMESPACE, CALLER, Integer.toString(i)))
                    .setArgument(arguments.get(i)));
        }
        return ToFunction.newBuilder().setInvocation(batch).build().toByteArray();
    }

    private static Address address(String namespace, String type, String id) {
        return Address.newBuilder()
                .setNamespace(namespace)
                .setType(type)
                .setId(id)
                .build();
    }

    static TypedValue typed(String type, ByteString value) {
        return TypedValue.newBuilder()
                .setTypename(type)
                .setHasValue(true)
                .setValue(value)
                .build();
    }

    /**
     * The results, in the order of the arguments.
     *
     * @throws TransportException if there is not exactly one of each, or the function wants more than to answer
     */
    static List<TypedValue> results(byte[] answer, int calls) {
        FromFunction parsed;
        try {
            parsed = FromFunction.parseFrom(answer);
        } catch (InvalidProtocolBufferException e) {
            throw wrong("its answer is not one of StateFun's protocol: " + e.getMessage());
        }
        if (parsed.hasIncompleteInvocationContext()) {
            List<String> wanted = parsed.getIncompleteInvocationContext().getMissingValuesList().stream()
                    .map(FromFunction.PersistedValueSpec::getStateName)
                    .toList();
            throw wrong("it wants StateFun to keep %s for it, which is not there; keep that in the store"
                    .formatted(wanted));
        }
        if (!parsed.hasInvocationResult()) {
            throw wrong("its answer is empty, or not one of StateFun's protocol");
        }
        InvocationResponse response = parsed.getInvocationResult();
        if (response.getStateMutationsCount() > 0
                || response.getDelayedInvocationsCount() > 0
                || response.getOutgoingEgressesCount() > 0) {
            throw wrong("it writes StateFun's state, or sends later or to an egress; it may only answer its caller");
        }
        Map<String, TypedValue> byCaller = new HashMap<>();
        for (FromFunction.Invocation message : response.getOutgoingMessagesList()) {
            Address to = message.getTarget();
            boolean toCaller = to.getNamespace().equals(StageMessages.NAMESPACE)
                    && to.getType().equals(CALLER);
            if (!toCaller || byCaller.put(to.getId(), message.getArgument()) != null) {
                throw wrong(
                        toCaller
                                ? "it has answered its caller more than once"
                                : "it has sent a message to %s/%s; it may only answer its caller"
                                        .formatted(to.getNamespace(), to.getType()));
            }
        }
        List<TypedValue> results = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            TypedValue result = byCaller.get(Integer.toString(i));
            if (result == null) {
                throw wrong("it has sent no result to its caller");
            }
            results.add(result);
        }
        return results;
    }

    private static TransportException wrong(String why) {
        return new TransportException(Kind.FINAL, why);
    }
}
