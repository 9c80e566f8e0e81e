package io.cloudburst.gateway.access;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Who may do what.
 *
 * @param keys a file of API keys, see {@link ApiKeys}
 * @param issuer of tokens
 * @param openToNetwork with neither of those: whoever reaches the gateway may do anything, also from other machines. For networks that
 *     only trusted programs reach
 */
public record AccessSettings(Optional<Path> keys, Optional<Issuer> issuer, boolean openToNetwork) {
    /** Anyone may do anything: for the loopback interface. */
    public static final AccessSettings OPEN = new AccessSettings(Optional.empty(), Optional.empty(), false);

    /**
     * An OpenID Connect issuer.
     *
     * @param issuer its address, as tokens have it in {@code iss}
     * @param jwks where its keys are
     * @param audience that tokens must have in {@code aud}
     * @param rolesClaim which claim has the roles: a text or an array of texts, dots lead into objects
     */
    public record Issuer(String issuer, String jwks, String audience, String rolesClaim) {
        public static final String ROLES_CLAIM = "roles";

        public Issuer {
            Objects.requireNonNull(issuer, "issuer");
            Objects.requireNonNull(jwks, "jwks");
            Objects.requireNonNull(audience, "audience");
            Objects.requireNonNull(rolesClaim, "rolesClaim");
        }
    }

    public static AccessSettings withKeys(Path file) {
        return new AccessSettings(Optional.of(file), Optional.empty(), false);
    }

    public boolean isOpen() {
        return keys.isEmpty() && issuer.isEmpty();
    }
}
