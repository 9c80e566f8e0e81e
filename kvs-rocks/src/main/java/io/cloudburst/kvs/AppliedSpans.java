package io.cloudburst.kvs;

import io.cloudburst.protocol.trace.TraceAttributes;
import io.cloudburst.protocol.trace.Tracing;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** The spans of updates that were written as a part of a trace: how long it took to apply what they came with. */
final class AppliedSpans {
    /** Of one batch: a trace is to show what happens, not to slow it down. */
    private static final int MAX_IN_A_BATCH = 100;

    private AppliedSpans() {}

    /** @param began when the batch began to be applied */
    static void add(List<ConsumerRecord<byte[], byte[]>> batch, Instant began) {
        int added = 0;
        for (ConsumerRecord<byte[], byte[]> update : batch) {
            String parent = text(update.headers(), Tracing.PARENT);
            if (parent != null && added++ < MAX_IN_A_BATCH) {
                add(update, Tracing.context(Tracing.toProto(parent, text(update.headers(), Tracing.STATE))), began);
            }
        }
    }

    private static void add(ConsumerRecord<byte[], byte[]> update, Context writer, Instant began) {
        Span span = Tracing.processing(update.topic(), writer)
                .setAttribute(TraceAttributes.MESSAGING_PARTITION, Integer.toString(update.partition()))
                .setAttribute(TraceAttributes.MESSAGING_OFFSET, update.offset())
                .setStartTimestamp(began)
                .startSpan();
        if (update.key() != null) {
            span.setAttribute(TraceAttributes.MESSAGING_KEY, new String(update.key(), StandardCharsets.UTF_8));
        }
        span.end();
    }

    private static String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null
                ? null
                : new String(header.value(), StandardCharsets.ISO_8859_1);
    }
}
