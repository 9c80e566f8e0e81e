package io.cloudburst.statefun;

import io.cloudburst.protocol.Arguments;
import io.cloudburst.protocol.Call;
import io.cloudburst.protocol.Continuation;
import io.cloudburst.protocol.LargeValue;
import io.cloudburst.protocol.Value;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Which calls are one run. */
final class RunIds {
    private RunIds() {}

    /** The call's id; or, if it has an idempotency key, what it has in common with the other calls of its target with that key. */
    static String of(Call call) {
        if (call.getIdempotencyKey().isEmpty()) {
            return call.getId();
        }
        String target = call.hasDag() ? "dag " + call.getDag() : "function " + call.getFunction();
        return "once-"
                + HexFormat.of()
                        .formatHex(sha256((target + "\n" + call.getIdempotencyKey()).getBytes(StandardCharsets.UTF_8)));
    }

    /** Of what is called with which arguments, whoever calls it when. */
    static byte[] hashOfWork(Call call) {
        Call.Builder work = Call.newBuilder().setOutputKey(call.getOutputKey());
        call.getArgumentsList().forEach(arguments -> work.addArguments(contentOf(arguments)));
        for (Continuation continuation : call.getContinuationsList()) {
            Continuation.Builder content = continuation.toBuilder().clearArguments();
            continuation.getArgumentsList().forEach(arguments -> content.addArguments(contentOf(arguments)));
            work.addContinuations(content);
        }
        return sha256(work.build().toByteArray());
    }

    /** Large ones by their content: each call has put its own into the store. */
    private static Arguments contentOf(Arguments arguments) {
        if (arguments.getValuesList().stream().noneMatch(Value::hasLarge)) {
            return arguments;
        }
        Arguments.Builder content = arguments.toBuilder();
        for (Value.Builder value : content.getValuesBuilderList()) {
            if (value.hasLarge()) {
                value.setLarge(LargeValue.newBuilder()
                        .setBytes(value.getLarge().getBytes())
                        .setSha256(value.getLarge().getSha256()));
            }
        }
        return content.build();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
