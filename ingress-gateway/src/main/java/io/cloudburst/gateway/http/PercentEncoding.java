package io.cloudburst.gateway.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-encoded text in URIs (RFC 3986), strictly: what is broken is refused, not guessed at. */
final class PercentEncoding {
    private PercentEncoding() {}

    static String decode(String text) {
        return text.indexOf('%') < 0 ? text : decodeBytes(text);
    }

    /** As in forms, where a plus stands for a space. */
    static String decodeQuery(String text) {
        return decode(text.replace('+', ' '));
    }

    private static String decodeBytes(String text) {
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
        for (int i = 0; i < in.length; i++) {
            if (in[i] != '%') {
                out.write(in[i]);
                continue;
            }
            int high = i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
            int low = i + 2 < in.length ? Character.digit(in[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw broken(text);
            }
            out.write(high << 4 | low);
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(out.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw broken(text);
        }
    }

    private static ProblemException broken(String text) {
        return new ProblemException(
                ProblemKind.INVALID_ARGUMENT,
                "'%s' in the address is not percent-encoded UTF-8; write a percent sign as %%25"
                        .formatted(Request.shortened(text)));
    }
}
