package io.cloudburst.statefun;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** What a record says that it is, in its header {@value #HEADER}; a record without one is protobuf. */
enum ContentType {
    PROTOBUF,
    JSON,
    UNKNOWN;

    static final String HEADER = "content-type";
    static final byte[] JSON_BYTES = "application/json".getBytes(StandardCharsets.UTF_8);

    static ContentType of(Headers headers) {
        Header header = headers.lastHeader(HEADER);
        if (header == null || header.value() == null) {
            return PROTOBUF;
        }
        String mediaType = new String(header.value(), StandardCharsets.UTF_8);
        int parameters = mediaType.indexOf(';');
        return switch ((parameters < 0 ? mediaType : mediaType.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT)) {
            case "application/json" -> JSON;
            case "application/protobuf", "application/x-protobuf" -> PROTOBUF;
            default -> UNKNOWN;
        };
    }
}
