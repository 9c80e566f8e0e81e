package io.cloudburst.sdk.store;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** How store nodes are connected to: as {@link StoreSecurity} says. Safe for use by many threads. */
public final class NodeConnections {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final ChannelCredentials credentials;
    private final Optional<Metadata> headers;

    /**
     * Reads the files.
     *
     * @throws IllegalArgumentException naming the file that cannot be read or holds something else
     */
    public NodeConnections(StoreSecurity security) {
        this.credentials = security.authorities() == null ? InsecureChannelCredentials.create() : tls(security);
        this.headers = Optional.ofNullable(security.token()).map(NodeConnections::headers);
    }

    /** A connection that is not opened yet. */
    public NettyChannelBuilder to(String address) {
        NettyChannelBuilder builder = NettyChannelBuilder.forTarget(address, credentials);
        headers.ifPresent(these -> builder.intercept(MetadataUtils.newAttachHeadersInterceptor(these)));
        return builder;
    }

    private static ChannelCredentials tls(StoreSecurity security) {
        TlsChannelCredentials.Builder tls = TlsChannelCredentials.newBuilder();
        try {
            tls.trustManager(new File(security.authorities()));
        } catch (IOException e) {
            throw unreadable("authorities", security.authorities(), e);
        }
        if (security.certificate() != null) {
            try {
                tls.keyManager(new File(security.certificate()), new File(security.key()));
            } catch (IOException e) {
                throw unreadable("certificate or key", security.certificate() + ", " + security.key(), e);
            }
        }
        return tls.build();
    }

    private static Metadata headers(String file) {
        String token;
        try {
            token = Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw unreadable("token", file, e);
        }
        if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException("the token for the store in " + file
                    + " must be one line of letters, digits and signs without spaces");
        }
        Metadata headers = new Metadata();
        headers.put(AUTHORIZATION, "Bearer " + token);
        return headers;
    }

    private static IllegalArgumentException unreadable(String what, String file, IOException e) {
        return new IllegalArgumentException("the %s for the store cannot be read: %s (%s)".formatted(what, file, e), e);
    }
}
