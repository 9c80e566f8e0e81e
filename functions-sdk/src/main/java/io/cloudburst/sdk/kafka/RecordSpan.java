package io.cloudburst.sdk.kafka;

import io.cloudburst.protocol.trace.TraceAttributes;
import io.cloudburst.protocol.trace.Tracing;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The span of a record from when it is handed to the producer until Kafka has it; its place in the trace is in the record's headers. */
public final class RecordSpan {
    private static final RecordSpan NONE = new RecordSpan(Span.getInvalid());

    private final Span span;

    private RecordSpan(Span span) {
        this.span = span;
    }

    /** @param parent what sends it */
    public static RecordSpan begin(ProducerRecord<byte[], byte[]> record, Context parent) {
        if (!Tracing.isOn()) {
            return NONE;
        }
        Span span = Tracing.sending(record.topic(), parent);
        if (record.key() != null) {
            span.setAttribute(TraceAttributes.MESSAGING_KEY, new String(record.key(), StandardCharsets.UTF_8));
        }
        write(Tracing.headers(parent.with(span)), record);
        return new RecordSpan(span);
    }

    private static void write(Map<String, String> headers, ProducerRecord<?, ?> record) {
        headers.forEach(
                (name, value) -> record.headers().remove(name).add(name, value.getBytes(StandardCharsets.US_ASCII)));
    }

    /** @param failure null if Kafka has it */
    public void end(Exception failure) {
        if (this != NONE) {
            Tracing.end(span, failure);
        }
    }
}
