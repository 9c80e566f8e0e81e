package io.cloudburst.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudburst.cli.terminal.PlainText;
import io.cloudburst.client.DeadLetter;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/** Dead letters as they are printed. */
final class DeadLetterText {
    /** Bytes that are no text are shown in hex, twice as long. */
    private static final int SHOWN_BYTES = 64;

    private DeadLetterText() {}

    static String toLines(DeadLetter letter) {
        return "%d  %s  from %s  key %s%s%n    %s%n    %d bytes: %s"
                .formatted(
                        letter.offset(),
                        letter.time(),
                        letter.source().map(DeadLetter.Source::toString).orElse("nowhere known"),
                        text(letter.key(), letter.key() == null ? 0 : letter.key().length),
                        letter.replayed().map(when -> "  replayed " + when).orElse(""),
                        letter.reason().isEmpty() ? "no reason given" : PlainText.inOneLine(letter.reason()),
                        letter.valueBytes(),
                        text(letter.preview(), letter.valueBytes()));
    }

    static ObjectNode toJson(DeadLetter letter) {
        ObjectNode object = JsonNodeFactory.instance
                .objectNode()
                .put("offset", letter.offset())
                .put("time", letter.time().toString());
        letter.source().ifPresent(source -> put(object, source, "source"));
        object.put("reason", letter.reason())
                .put("key", letter.key() == null ? null : text(letter.key(), letter.key().length))
                .put("bytes", letter.valueBytes())
                .put("preview", letter.preview() == null ? null : text(letter.preview(), letter.valueBytes()))
                .put("cut", letter.cut());
        letter.replayed().ifPresent(when -> object.put("replayed", when.toString()));
        return object;
    }

    private static void put(ObjectNode object, DeadLetter.Source source, String name) {
        put(object.putObject(name), source);
    }

    static void put(ObjectNode object, DeadLetter.Source source) {
        object.put("topic", source.topic()).put("partition", source.partition()).put("offset", source.offset());
    }

    /** @param size of all, of which {@code start} may be the start */
    private static String text(byte[] start, long size) {
        if (start == null) {
            return "none";
        }
        String shown = asText(start);
        if (shown == null) {
            byte[] fewer = Arrays.copyOf(start, Math.min(start.length, SHOWN_BYTES));
            return "0x" + HexFormat.of().formatHex(fewer) + (fewer.length < size ? "…" : "");
        }
        return shown + (start.length < size ? "…" : "");
    }

    /** Null if it is none. What is cut within a character loses that. */
    private static String asText(byte[] start) {
        CharBuffer decoded = CharBuffer.allocate(start.length);
        ByteBuffer in = ByteBuffer.wrap(start);
        if (UTF_8.newDecoder().decode(in, decoded, false).isError() || in.remaining() > 3) {
            return null;
        }
        String text = decoded.flip().toString();
        return text.chars().anyMatch(c -> Character.isISOControl(c) && !Character.isWhitespace(c))
                ? null
                : PlainText.inOneLine(text);
    }
}
