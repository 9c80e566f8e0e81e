package io.cloudburst.sdk.store;

import java.io.Serializable;
import java.nio.file.Path;

/**
 * Whom a client believes to be a node of the store, and how it proves who it is itself. The files are those of the machine that
 * connects; they are read when it does, so that a new one counts after a restart. Immutable.
 *
 * @param authorities a PEM file with the certificates of whoever signs the nodes'; a node's must name the host that it announces.
 *     Null: connections are plain
 * @param certificate a PEM file with this client's certificate, followed by those between it and its authority; null: it shows none
 * @param key a PEM file with the private key of the certificate (PKCS #8, not encrypted); null without a certificate
 * @param token a file with the secret that the nodes want, of one line; null: none. Needs {@code authorities}
 */
public record StoreSecurity(String authorities, String certificate, String key, String token) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Plain connections, for nodes on this machine or a network that nobody else is on. */
    public static final StoreSecurity NONE = new StoreSecurity(null, null, null, null);

    /**
     * Checks what goes together.
     *
     * @throws IllegalArgumentException if a part is missing that another needs
     */
    public StoreSecurity {
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException("a certificate for the store and its private key go together; only the "
                    + (key == null ? "certificate" : "key") + " is given");
        }
        if (authorities == null && certificate != null) {
            throw new IllegalArgumentException(
                    "a certificate for the store needs the authorities of its nodes as well: without them connections are plain");
        }
        if (authorities == null && token != null) {
            throw new IllegalArgumentException(
                    "a token for the store needs the authorities of its nodes as well: it would travel in the open");
        }
    }

    /** Nodes must have a certificate that one of these has signed. */
    public static StoreSecurity trusting(Path authorities) {
        return new StoreSecurity(authorities.toString(), null, null, null);
    }

    /** The same for a client that shows a certificate. */
    public StoreSecurity withCertificate(Path chain, Path privateKey) {
        return new StoreSecurity(authorities, chain.toString(), privateKey.toString(), token);
    }

    /** The same for a client that shows a token. */
    public StoreSecurity withToken(Path file) {
        return new StoreSecurity(authorities, certificate, key, file.toString());
    }
}
