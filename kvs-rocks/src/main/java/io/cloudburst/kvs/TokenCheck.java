package io.cloudburst.kvs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/** Lets through only calls that show the token of this node ({@code authorization: Bearer TOKEN}). */
final class TokenCheck implements ServerInterceptor {
    /** Of a token; less can be guessed. */
    static final int MIN_LENGTH = 16;

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final byte[] expected;

    private TokenCheck(String token) {
        this.expected = bytes("Bearer " + token);
    }

    static TokenCheck of(Path file) {
        String token;
        try {
            token = Files.readString(file).strip();
        } catch (IOException e) {
            throw new StoreNodeException("the token of the store node cannot be read: " + file, e);
        }
        if (token.length() < MIN_LENGTH || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new StoreNodeException(
                    "the token of the store node in " + file + " must be one line of at least " + MIN_LENGTH
                            + " letters, digits and signs without spaces",
                    null);
        }
        return new TokenCheck(token);
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        String shown = headers.get(AUTHORIZATION);
        // Takes as long whatever is wrong with it.
        if (shown != null && MessageDigest.isEqual(bytes(shown), expected)) {
            return next.startCall(call, headers);
        }
        call.close(
                Status.UNAUTHENTICATED.withDescription(
                        shown == null ? "it wants a token, and none was shown" : "the token is not this node's"),
                new Metadata());
        return new ServerCall.Listener<>() {};
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
