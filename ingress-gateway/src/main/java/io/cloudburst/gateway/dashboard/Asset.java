package io.cloudburst.gateway.dashboard;

import io.cloudburst.gateway.http.Request;
import io.cloudburst.gateway.http.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** One file, with everything that is said of it: it never changes while the gateway runs, so all of that is made once. */
final class Asset {
    /** Nothing but what this gateway serves is loaded, run, asked or sent to, and no other page may frame this one. */
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";
    /** For what would grow when compressed. */
    private static final int LEAST_TO_COMPRESS = 512;

    private final String contentType;
    private final Variant plain;
    /** Null where it would not be smaller. */
    private final Variant compressed;

    /** What is sent: the file as it is, or compressed; strong validators tell the two apart. */
    private record Variant(String tag, Response whole, Response unchanged) {}

    /** @param caching of HTTP's Cache-Control */
    Asset(String contentType, byte[] content, String caching) {
        this.contentType = contentType;
        this.plain = variant(content, caching, "");
        byte[] smaller = content.length < LEAST_TO_COMPRESS ? content : gzip(content);
        this.compressed = smaller.length < content.length ? variant(smaller, caching, "gzip") : null;
    }

    String contentType() {
        return contentType;
    }

    Response response(Request request) {
        boolean takesGzip =
                request.header("Accept-Encoding").filter(Asset::takesGzip).isPresent();
        Variant variant = takesGzip && compressed != null ? compressed : plain;
        return request.header("If-None-Match")
                        .filter(tags -> matches(tags, variant.tag()))
                        .isPresent()
                ? variant.unchanged()
                : variant.whole();
    }

    private Variant variant(byte[] content, String caching, String encoding) {
        String tag = "\"" + hash(content).substring(0, 32) + "\"";
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ETag", tag);
        headers.put("Cache-Control", caching);
        headers.put("Vary", "Accept-Encoding");
        Response unchanged = new Response(304, "", new byte[0], headers);
        headers.put("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Referrer-Policy", "no-referrer");
        if (!encoding.isEmpty()) {
            headers.put("Content-Encoding", encoding);
        }
        return new Variant(tag, new Response(200, contentType, content, headers), unchanged);
    }

    private static boolean takesGzip(String accepted) {
        for (String one : accepted.toLowerCase(Locale.ROOT).split(",")) {
            String[] parts = one.strip().split(";", 2);
            if (parts[0].strip().equals("gzip")) {
                return parts.length == 1 || !parts[1].strip().matches("q=0(\\.0*)?");
            }
        }
        return false;
    }

    /** RFC 9110: a weak comparison, against any of a list. */
    private static boolean matches(String tags, String tag) {
        for (String one : tags.split(",")) {
            String bare = one.strip();
            if (bare.equals("*") || (bare.startsWith("W/") ? bare.substring(2) : bare).equals(tag)) {
                return true;
            }
        }
        return false;
    }

    /** SHA-256, in hexadecimal. */
    static String hash(byte[]... contents) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] content : contents) {
                digest.update(content);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
