package io.cloudburst.server;

import io.cloudburst.server.settings.SettingsException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file of certificates, or of a private key, that a setting names. */
final class PemFile {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ([A-Z ]*)PRIVATE KEY-----([A-Za-z0-9+/=\\s]*)-----END");
    private static final byte[] SAMPLE = "cloudburst".getBytes(StandardCharsets.US_ASCII);

    private final String setting;
    private final Path file;

    /** @param file there, and readable */
    PemFile(String setting, Path file) {
        this.setting = setting;
        this.file = file;
    }

    /**
     * In the order of the file.
     *
     * @throws SettingsException if there is none, or what is there is none
     */
    List<X509Certificate> certificates() {
        List<X509Certificate> found;
        try (InputStream in = Files.newInputStream(file)) {
            found = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (IOException | CertificateException e) {
            throw new SettingsException(
                    "%s: %s has no certificates in PEM (%s)".formatted(setting, file, reason(e)), e);
        }
        if (found.isEmpty()) {
            throw new SettingsException("%s: %s has no certificates in PEM".formatted(setting, file));
        }
        return found;
    }

    /**
     * Whether the private key in this file belongs to a certificate.
     *
     * @throws SettingsException if there is no key, or none that can be used
     */
    boolean isKeyOf(X509Certificate certificate) {
        String algorithm = certificate.getPublicKey().getAlgorithm();
        try {
            PrivateKey key = KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded()));
            Signature signing = Signature.getInstance(signature(algorithm));
            signing.initSign(key);
            signing.update(SAMPLE);
            byte[] signed = signing.sign();
            signing.initVerify(certificate.getPublicKey());
            signing.update(SAMPLE);
            return signing.verify(signed);
        } catch (GeneralSecurityException e) {
            // Of another kind, or another key.
            return false;
        }
    }

    private static String signature(String algorithm) {
        return switch (algorithm) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> algorithm;
        };
    }

    private byte[] encoded() {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new SettingsException("%s: %s is no PEM (%s)".formatted(setting, file, reason(e)), e);
        }
        Matcher key = KEY.matcher(text);
        if (!key.find() || !key.group(1).isEmpty()) {
            throw new SettingsException(
                    "%s: %s has no private key in PEM that is neither encrypted nor of an old form (BEGIN PRIVATE KEY; openssl pkcs8 -topk8 -nocrypt makes one)"
                            .formatted(setting, file));
        }
        try {
            return Base64.getMimeDecoder().decode(key.group(2));
        } catch (IllegalArgumentException e) {
            throw new SettingsException("%s: %s is no PEM (%s)".formatted(setting, file, reason(e)), e);
        }
    }

    private static String reason(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
