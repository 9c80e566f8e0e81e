package io.cloudburst.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The headers of a record of {@code cloudburst.dead-letters}. It has the key, the value and the headers of the record that could not be
 * taken, as they came, and after those the headers {@link #REASON}, {@link #TOPIC}, {@link #PARTITION} and {@link #OFFSET}, all as
 * text. Where that would be too large for a record, it lacks its own headers and the end of its key and value, and has a header
 * {@link #CUT}.
 *
 * <p>A record with a header {@link #REPLAYED} is no dead letter, but says of one that it was put back where it came from.
 */
public final class DeadLetterHeaders {
    /** For people: why it could not be taken. */
    public static final String REASON = "reason";

    /** Where it was. */
    public static final String TOPIC = "topic";

    /** Of that topic. */
    public static final String PARTITION = "partition";

    /** In that partition. */
    public static final String OFFSET = "offset";

    /** How many bytes the value had. */
    public static final String CUT = "cut";

    /** The offset of the dead letter that was replayed. */
    public static final String REPLAYED = "replayed";

    private static final int LONGEST_REASON = 1024;
    private static final int KEPT_OF_TOO_LARGE = 64 * 1024;

    private DeadLetterHeaders() {}

    /** What to add to the record's own headers, in this order. */
    public static Map<String, byte[]> of(String reason, String topic, int partition, long offset) {
        Map<String, byte[]> headers = new LinkedHashMap<>();
        headers.put(REASON, bytes(reason.substring(0, Math.min(reason.length(), LONGEST_REASON))));
        headers.put(TOPIC, bytes(topic));
        headers.put(PARTITION, bytes(Integer.toString(partition)));
        headers.put(OFFSET, bytes(Long.toString(offset)));
        return headers;
    }

    /** The header {@link #CUT} of a value; null: there was none. */
    public static byte[] cut(byte[] value) {
        return bytes(Integer.toString(value == null ? 0 : value.length));
    }

    /** What is kept of a key or a value in a record that would be too large; null of null. */
    public static byte[] start(byte[] bytes) {
        return bytes == null || bytes.length <= KEPT_OF_TOO_LARGE ? bytes : Arrays.copyOf(bytes, KEPT_OF_TOO_LARGE);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
