package io.cloudburst.gateway.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.cloudburst.gateway.http.Principal;
import io.cloudburst.gateway.http.ProblemException;
import io.cloudburst.gateway.http.ProblemKind;
import io.cloudburst.gateway.http.Role;
import java.net.MalformedURLException;
import java.net.URI;
import java.text.ParseException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tokens of an OpenID Connect issuer: JWTs that it signed with one of its public keys, which are fetched from it and kept. Safe for use
 * by many threads; may wait for the issuer.
 */
final class Tokens {
    private static final int FETCH_MILLIS = 3_000;
    private static final int LARGEST_JWKS = 1 << 20;

    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    private final List<String> rolesPath;

    Tokens(AccessSettings.Issuer issuer) {
        JWKSource<SecurityContext> keys;
        try {
            keys = JWKSourceBuilder.create(
                            URI.create(issuer.jwks()).toURL(),
                            new DefaultResourceRetriever(FETCH_MILLIS, FETCH_MILLIS, LARGEST_JWKS))
                    .retrying(true)
                    .build();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("'%s' is not where keys can be".formatted(issuer.jwks()), e);
        }
        // Signatures only: with a shared secret whoever can check a token can make one.
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(
                Set.of(
                        JWSAlgorithm.RS256,
                        JWSAlgorithm.RS384,
                        JWSAlgorithm.RS512,
                        JWSAlgorithm.PS256,
                        JWSAlgorithm.ES256,
                        JWSAlgorithm.ES384),
                keys));
        processor.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
                issuer.audience(),
                new JWTClaimsSet.Builder().issuer(issuer.issuer()).build(),
                Set.of("sub", "exp")));
        this.rolesPath = List.of(issuer.rolesClaim().split("\\."));
    }

    Principal verify(String token) {
        try {
            JWTClaimsSet claims = processor.process(token, null);
            return new Principal(claims.getSubject(), role(claims));
        } catch (KeySourceException e) {
            throw new ProblemException(
                    ProblemKind.UNAVAILABLE, "the keys of the issuer of tokens cannot be had: " + e.getMessage());
        } catch (ParseException | BadJOSEException | JOSEException e) {
            throw new ProblemException(ProblemKind.UNAUTHENTICATED, "the token is not valid: " + e.getMessage());
        }
    }

    /** The greatest that the token has; a caller has to have one. */
    private Role role(JWTClaimsSet claims) {
        Object found = claims.getClaims();
        for (String name : rolesPath) {
            found = found instanceof Map<?, ?> object ? object.get(name) : null;
        }
        Collection<?> roles = found instanceof Collection<?> many ? many : Collections.singletonList(found);
        return Arrays.stream(Role.values())
                .filter(role -> roles.stream().anyMatch(one -> role.name().equalsIgnoreCase(String.valueOf(one))))
                .max(Comparator.naturalOrder())
                .orElse(Role.ANYONE);
    }
}
