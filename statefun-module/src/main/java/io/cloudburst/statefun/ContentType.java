package io.cloudburst.statefun;

import io.cloudburst.sdk.json.CloudEvent;
import io.cloudburst.sdk.value.ValueJson;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** What a record says that it is, in its header {@value #HEADER}; a record without one is protobuf. */
enum ContentType {
    PROTOBUF,
    JSON,
    /** A CloudEvent in structured mode, or by its header {@value #EVENT_VERSION} one in binary mode. */
    EVENT,
    UNKNOWN;

    static final String HEADER = "content-type";
    static final String EVENT_PREFIX = "ce_";
    static final String EVENT_VERSION = EVENT_PREFIX + "specversion";
    static final byte[] JSON_BYTES = "application/json".getBytes(StandardCharsets.UTF_8);

    static ContentType of(Headers headers) {
        if (headers.lastHeader(EVENT_VERSION) != null) {
            return EVENT;
        }
        String mediaType = mediaType(headers);
        return switch (mediaType) {
            case "" -> PROTOBUF;
            case "application/json" -> JSON;
            case CloudEvent.STRUCTURED -> EVENT;
            case "application/protobuf", "application/x-protobuf" -> PROTOBUF;
            default -> UNKNOWN;
        };
    }

    /** Without parameters and in lower case; empty if the record does not say. */
    static String mediaType(Headers headers) {
        Header header = headers.lastHeader(HEADER);
        if (header == null || header.value() == null) {
            return "";
        }
        String mediaType = new String(header.value(), StandardCharsets.UTF_8);
        int parameters = mediaType.indexOf(';');
        return (parameters < 0 ? mediaType : mediaType.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    /** The event that a record of this type is. */
    static CloudEvent event(Headers headers, byte[] value) {
        if (headers.lastHeader(EVENT_VERSION) == null) {
            return CloudEvent.structured(ValueJson.parse(value));
        }
        Map<String, String> attributes = new HashMap<>();
        for (Header header : headers) {
            if (header.key().startsWith(EVENT_PREFIX) && header.value() != null) {
                attributes.put(
                        header.key().substring(EVENT_PREFIX.length()),
                        new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        return CloudEvent.binary(attributes, value, mediaType(headers));
    }
}
