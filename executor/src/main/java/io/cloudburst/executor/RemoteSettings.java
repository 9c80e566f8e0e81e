package io.cloudburst.executor;

import io.cloudburst.sdk.Names;
import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * How the job reaches what runs outside of it. Workers announce themselves; everything else must be said here. What is a file must be
 * there on every task manager.
 *
 * @param endpoints pool to the URL of what answers for it beside or instead of workers that announce themselves: a load balancer, or
 *     functions in other languages. {@code {function.namespace}} and {@code {function.name}} in it stand for the type of the function
 * @param trust PEM file of the certificates that those of workers and endpoints must be signed with; with it, only {@code https} is
 *     spoken. Null: what Java trusts
 * @param certificate PEM file of the certificate chain that the job shows; null: it shows none
 * @param key PEM file of its private key; null with the certificate
 * @param tokenFile file of the token that the job shows; null: it shows none
 * @param patience how long a call waits for a worker, where none can be reached
 */
public record RemoteSettings(
        Map<String, String> endpoints,
        String trust,
        String certificate,
        String key,
        String tokenFile,
        Duration patience)
        implements Serializable {
    /** Long enough for a worker to be started again. */
    public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(3);

    /** Workers that announce themselves, without secrets. */
    public static final RemoteSettings NONE = new RemoteSettings(Map.of(), null, null, null, null, DEFAULT_PATIENCE);

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{function\\.(name|namespace)}");

    /**
     * Checks what can be checked without the files.
     *
     * @throws IllegalArgumentException when it makes no sense
     */
    public RemoteSettings {
        endpoints = Map.copyOf(endpoints);
        Objects.requireNonNull(patience, "patience");
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException("a certificate needs its key, and a key its certificate");
        }
        for (Map.Entry<String, String> endpoint : endpoints.entrySet()) {
            Names.check("pool", endpoint.getKey());
            requireUrl(endpoint.getKey(), endpoint.getValue(), trust != null);
        }
    }

    private static void requireUrl(String pool, String template, boolean tls) {
        try {
            URI url = URI.create(PLACEHOLDER.matcher(template).replaceAll("x"));
            boolean https = "https".equals(url.getScheme());
            if (url.getHost() != null && (https || !tls && "http".equals(url.getScheme()))) {
                return;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(wrong(pool, template, tls), e);
        }
        throw new IllegalArgumentException(wrong(pool, template, tls));
    }

    private static String wrong(String pool, String template, boolean tls) {
        return "the endpoint of pool '%s' must be a URL that begins with https%s, not '%s'"
                .formatted(pool, tls ? ", since certificates are asked for" : " or http", template);
    }

    public RemoteSettings withEndpoints(Map<String, String> urls) {
        return new RemoteSettings(urls, trust, certificate, key, tokenFile, patience);
    }

    /** Speaks {@code https} only, to those whose certificates are signed with these. */
    public RemoteSettings withTrust(String file) {
        return new RemoteSettings(endpoints, file, certificate, key, tokenFile, patience);
    }

    /** Shows a certificate. */
    public RemoteSettings withCertificate(String file, String keyFile) {
        return new RemoteSettings(endpoints, trust, file, keyFile, tokenFile, patience);
    }

    /** Shows the token that is in a file. */
    public RemoteSettings withToken(String file) {
        return new RemoteSettings(endpoints, trust, certificate, key, file, patience);
    }
}
