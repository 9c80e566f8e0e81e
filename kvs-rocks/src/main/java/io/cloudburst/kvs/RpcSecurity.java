package io.cloudburst.kvs;

import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * How a node proves to its clients which it is, and they to it. The files are read when the node starts.
 *
 * @param certificate a PEM file with the node's certificate, followed by those between it and its authority. It must name the host that
 *     the node announces
 * @param key a PEM file with its private key (PKCS #8, not encrypted)
 * @param clientAuthorities a PEM file with the certificates of whoever signs the clients'; empty: clients need none
 * @param token a file with a secret, of one line, that clients must show; empty: they need none
 */
public record RpcSecurity(Path certificate, Path key, Optional<Path> clientAuthorities, Optional<Path> token) {
    public RpcSecurity {
        Objects.requireNonNull(certificate, "certificate");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(clientAuthorities, "client authorities");
        Objects.requireNonNull(token, "token");
    }

    /** @throws StoreNodeException naming the file that is no good */
    ServerCredentials credentials() {
        TlsServerCredentials.Builder tls = TlsServerCredentials.newBuilder();
        try {
            tls.keyManager(certificate.toFile(), key.toFile());
        } catch (IOException e) {
            throw new StoreNodeException(
                    "the certificate and key of the store node cannot be read: " + certificate + ", " + key, e);
        }
        clientAuthorities.ifPresent(file -> {
            try {
                tls.trustManager(file.toFile()).clientAuth(ClientAuth.REQUIRE);
            } catch (IOException e) {
                throw new StoreNodeException("the authorities of the store node's clients cannot be read: " + file, e);
            }
        });
        return tls.build();
    }

    /** @throws StoreNodeException if the file is no good */
    Optional<ServerInterceptor> tokenCheck() {
        return token.map(TokenCheck::of);
    }
}
